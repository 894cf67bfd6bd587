// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The types of Apache Flume 1.11, and those that were removed just before. A type that stands here
 * and not in the catalogue is known, but not part of this version.
 */
final class FlumeTypes {
    /**
     * A type.
     *
     * @param shortName its alias, or empty if it has none
     * @param className its class
     * @param last the last version of Flume that had it, or empty if 1.11 has it
     */
    record FlumeType(Kind kind, String shortName, String className, String last) {
        private static final String PACKAGE = "org.apache.flume.";

        FlumeType {
            className = PACKAGE + className;
        }

        /** How a user calls it. */
        String word() {
            return shortName.isEmpty() ? simpleName(className) : shortName;
        }

        boolean isCalled(String text) {
            return (!shortName.isEmpty() && shortName.equalsIgnoreCase(text))
                    || className.equalsIgnoreCase(text);
        }
    }

    private static final List<FlumeType> ALL =
            List.of(
                    source("avro", "source.AvroSource"),
                    source("thrift", "source.ThriftSource"),
                    source("exec", "source.ExecSource"),
                    source("netcat", "source.NetcatSource"),
                    source("netcatudp", "source.NetcatUdpSource"),
                    source("seq", "source.SequenceGeneratorSource"),
                    source("syslogtcp", "source.SyslogTcpSource"),
                    source("syslogudp", "source.SyslogUDPSource"),
                    source("multiport_syslogtcp", "source.MultiportSyslogTCPSource"),
                    source("spooldir", "source.SpoolDirectorySource"),
                    source("taildir", "source.taildir.TaildirSource"),
                    source("http", "source.http.HTTPSource"),
                    source("jms", "source.jms.JMSSource"),
                    source("", "source.kafka.KafkaSource"),
                    source("", "source.twitter.TwitterSource"),
                    source("", "source.scribe.ScribeSource"),
                    source("", "source.StressSource"),
                    source("", "source.avroLegacy.AvroLegacySource"),
                    source("", "source.thriftLegacy.ThriftLegacySource"),
                    channel("memory", "channel.MemoryChannel"),
                    channel("file", "channel.file.FileChannel"),
                    channel("jdbc", "channel.jdbc.JdbcChannel"),
                    channel("spillablememory", "channel.SpillableMemoryChannel"),
                    channel("", "channel.kafka.KafkaChannel"),
                    channel("", "channel.PseudoTxnMemoryChannel"),
                    sink("null", "sink.NullSink"),
                    sink("logger", "sink.LoggerSink"),
                    sink("file_roll", "sink.RollingFileSink"),
                    sink("hdfs", "sink.hdfs.HDFSEventSink"),
                    sink("irc", "sink.irc.IRCSink"),
                    sink("avro", "sink.AvroSink"),
                    sink("thrift", "sink.ThriftSink"),
                    sink("hbase", "sink.hbase.HBaseSink"),
                    sink("asynchbase", "sink.hbase.AsyncHBaseSink"),
                    sink("hbase2", "sink.hbase2.HBase2Sink"),
                    removed("elasticsearch", "sink.elasticsearch.ElasticSearchSink"),
                    sink("morphline_solr", "sink.solr.morphline.MorphlineSolrSink"),
                    sink("hive", "sink.hive.HiveSink"),
                    sink("http", "sink.http.HttpSink"),
                    sink("", "sink.kafka.KafkaSink"),
                    sink("", "sink.kudu.KuduSink"),
                    removed("", "sink.kite.DatasetSink"),
                    selector("replicating", "channel.ReplicatingChannelSelector"),
                    selector("multiplexing", "channel.MultiplexingChannelSelector"),
                    selector("load_balancing", "channel.LoadBalancingChannelSelector"),
                    interceptor("timestamp", "interceptor.TimestampInterceptor$Builder"),
                    interceptor("host", "interceptor.HostInterceptor$Builder"),
                    interceptor("static", "interceptor.StaticInterceptor$Builder"),
                    interceptor("regex_filter", "interceptor.RegexFilteringInterceptor$Builder"),
                    interceptor("regex_extractor", "interceptor.RegexExtractorInterceptor$Builder"),
                    interceptor("remove_header", "interceptor.RemoveHeaderInterceptor$Builder"),
                    interceptor(
                            "search_replace", "interceptor.SearchAndReplaceInterceptor$Builder"),
                    interceptor("", "sink.solr.morphline.UUIDInterceptor$Builder"),
                    interceptor("", "sink.solr.morphline.MorphlineInterceptor$Builder"));

    private FlumeTypes() {}

    private static FlumeType source(String shortName, String className) {
        return new FlumeType(Kind.SOURCE, shortName, className, "");
    }

    private static FlumeType channel(String shortName, String className) {
        return new FlumeType(Kind.CHANNEL, shortName, className, "");
    }

    private static FlumeType sink(String shortName, String className) {
        return new FlumeType(Kind.SINK, shortName, className, "");
    }

    private static FlumeType removed(String shortName, String className) {
        return new FlumeType(Kind.SINK, shortName, className, "1.9");
    }

    private static FlumeType selector(String shortName, String className) {
        return new FlumeType(Kind.SELECTOR, shortName, className, "");
    }

    private static FlumeType interceptor(String shortName, String className) {
        return new FlumeType(Kind.INTERCEPTOR, shortName, className, "");
    }

    /** The type of a kind that a text means, by short name or class, without case. */
    static Optional<FlumeType> find(Kind kind, String text) {
        for (FlumeType type : ALL) {
            if (type.kind == kind && type.isCalled(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The short names of a kind. */
    static List<String> shortNames(Kind kind) {
        List<String> names = new ArrayList<>();
        for (FlumeType type : ALL) {
            if (type.kind == kind && !type.shortName.isEmpty()) {
                names.add(type.shortName);
            }
        }
        return names;
    }

    /** The class of a kind that a class name most likely means. */
    static Optional<String> nearestClass(Kind kind, String className) {
        List<String> names = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        for (FlumeType type : ALL) {
            if (type.kind == kind) {
                names.add(ownName(kind, type.className));
                classes.add(type.className);
            }
        }
        return UnlistedCheck.near(ownName(kind, className), names)
                .map(name -> classes.get(names.indexOf(name)));
    }

    /** What tells a class from the others of its kind: {@code Morphline} of MorphlineSink. */
    private static String ownName(Kind kind, String className) {
        String name = simpleName(className);
        String suffix = kind.word();
        boolean isSuffixed =
                name.length() > suffix.length()
                        && name.regionMatches(
                                true, name.length() - suffix.length(), suffix, 0, suffix.length());
        return isSuffixed ? name.substring(0, name.length() - suffix.length()) : name;
    }

    private static String simpleName(String className) {
        String name = className.substring(className.lastIndexOf('.') + 1);
        int nested = name.indexOf('$');
        return nested > 0 ? name.substring(0, nested) : name;
    }
}
