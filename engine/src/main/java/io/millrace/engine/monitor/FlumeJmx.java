// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.monitor;

import io.millrace.engine.AgentStatus;
import io.millrace.engine.meters.AgentMeters;
import io.millrace.engine.meters.ComponentMeters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * MBeans under Flume's names, {@code org.apache.flume.sink:type=k1}, and those that Flume has not,
 * {@code io.millrace.sink:type=k1}.
 */
final class FlumeJmx implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlumeJmx.class);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();

    /** Registers every component that Flume would; one that is there already is replaced. */
    FlumeJmx(AgentMeters meters, Supplier<AgentStatus> status) {
        for (ComponentMeters component : meters.components()) {
            if (FlumeView.attributes(component, status.get()).isPresent()) {
                register(
                        "org.apache.flume.",
                        component,
                        () -> FlumeView.attributes(component, status.get()).orElse(Map.of()));
            }
            if (!OwnView.attributes(component).isEmpty()) {
                register("io.millrace.", component, () -> OwnView.attributes(component));
            }
        }
    }

    private void register(
            String prefix, ComponentMeters component, Supplier<Map<String, Object>> values) {
        String domain = prefix + component.kind().name().toLowerCase(Locale.ROOT);
        try {
            ObjectName name = new ObjectName(domain + ":type=" + component.name());
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            server.registerMBean(new Counters(component, values), name);
            registered.add(name);
        } catch (JMException failed) {
            LOG.warn(
                    "no MBean for {} {}: {}",
                    component.kind(),
                    component.name(),
                    failed.toString());
        }
    }

    @Override
    public void close() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException gone) {
                LOG.debug("MBean {} was gone", name, gone);
            }
        }
        registered.clear();
    }

    /** The counters of one component, read when asked. */
    private record Counters(ComponentMeters component, Supplier<Map<String, Object>> source)
            implements DynamicMBean {

        private Map<String, Object> values() {
            return source.get();
        }

        @Override
        public Object getAttribute(String attribute) throws AttributeNotFoundException {
            Object value = values().get(attribute);
            if (value == null) {
                throw new AttributeNotFoundException(attribute);
            }
            return value;
        }

        @Override
        public AttributeList getAttributes(String[] attributes) {
            Map<String, Object> values = values();
            AttributeList list = new AttributeList();
            for (String attribute : attributes) {
                Object value = values.get(attribute);
                if (value != null) {
                    list.add(new Attribute(attribute, value));
                }
            }
            return list;
        }

        @Override
        public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
            throw new AttributeNotFoundException(attribute.getName() + " is read-only");
        }

        @Override
        public AttributeList setAttributes(AttributeList attributes) {
            return new AttributeList();
        }

        @Override
        public Object invoke(String action, Object[] parameters, String[] signature) {
            throw new UnsupportedOperationException(action);
        }

        @Override
        public MBeanInfo getMBeanInfo() {
            MBeanAttributeInfo[] attributes =
                    values().entrySet().stream()
                            .map(value ->
                                    new MBeanAttributeInfo(
                                            value.getKey(),
                                            value.getValue().getClass().getName(),
                                            value.getKey(),
                                            true,
                                            false,
                                            false))
                            .toArray(MBeanAttributeInfo[]::new);
            return new MBeanInfo(
                    Counters.class.getName(),
                    component.kind() + " " + component.name(),
                    attributes,
                    null,
                    null,
                    null);
        }
    }
}
