// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.testkit.TestFiles;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.UserGroupInformation;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Properties;

/**
 * A KDC, a name node and a data node that talk to nobody without a ticket. Blocks go over SASL, so
 * that no port needs to be a privileged one.
 */
final class SecureCluster implements AutoCloseable {
    final MiniKdc kdc;
    final java.nio.file.Path services;
    private final java.nio.file.Path directory;
    private final Configuration conf;
    private final MiniDFSCluster cluster;
    private final UserGroupInformation admin;

    private SecureCluster(java.nio.file.Path directory) throws Exception {
        this.directory = directory;
        Properties settings = MiniKdc.createConf();
        kdc = new MiniKdc(settings, directory.toFile());
        kdc.start();
        services = keytab("services.keytab", "hdfs/localhost", "HTTP/localhost");
        conf = configuration();
        UserGroupInformation.setConfiguration(conf);
        // The name node and the data node of a mini cluster are this process's user.
        UserGroupInformation.loginUserFromKeytab(principal("hdfs/localhost"), services.toString());
        admin = UserGroupInformation.getLoginUser();
        cluster =
                new MiniDFSCluster.Builder(conf)
                        .numDataNodes(1)
                        .checkDataNodeAddrConfig(true)
                        .build();
        cluster.waitActive();
        DistributedFileSystem files = cluster.getFileSystem();
        files.setPermission(new Path("/"), new FsPermission("777"));
    }

    static SecureCluster start(java.nio.file.Path directory) throws Exception {
        return new SecureCluster(directory);
    }

    private Configuration configuration() {
        Configuration secure = new Configuration();
        secure.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("dfs").toString());
        forClients(secure);
        String service = principal("hdfs/localhost");
        for (String node : List.of("namenode", "datanode")) {
            secure.set("dfs." + node + ".kerberos.principal", service);
            secure.set("dfs." + node + ".keytab.file", services.toString());
        }
        secure.set("dfs.web.authentication.kerberos.principal", principal("HTTP/localhost"));
        secure.set("dfs.block.access.token.enable", "true");
        secure.set("dfs.datanode.address", "localhost:0");
        secure.set("dfs.datanode.http.address", "localhost:0");
        secure.set("dfs.datanode.ipc.address", "localhost:0");
        secure.set("dfs.http.policy", "HTTP_ONLY");
        secure.set("ignore.secure.ports.for.testing", "true");
        secure.set("hadoop.proxyuser.flume.hosts", "*");
        secure.set("hadoop.proxyuser.flume.users", "alice");
        return secure;
    }

    private void forClients(Configuration any) {
        any.set("hadoop.security.authentication", "kerberos");
        any.set("dfs.namenode.kerberos.principal", principal("hdfs/localhost"));
        any.set("dfs.data.transfer.protection", "authentication");
    }

    /** Writes what the administrators of the cluster hand out. */
    void handOut(java.nio.file.Path target, String... more) throws IOException {
        Configuration site = new Configuration(false);
        forClients(site);
        for (int i = 0; i < more.length; i += 2) {
            site.set(more[i], more[i + 1]);
        }
        StringWriter text = new StringWriter();
        site.writeXml(text);
        TestFiles.write(target.resolve("core-site.xml"), text.toString());
    }

    String principal(String name) {
        return name + "@" + kdc.getRealm();
    }

    /** Makes a key, which the KDC knows from now on. */
    java.nio.file.Path keytab(String file, String... names) throws Exception {
        java.nio.file.Path keytab = directory.resolve(file);
        kdc.createPrincipal(keytab.toFile(), names);
        return keytab;
    }

    /** While something runs nobody listens at the address of the KDC that programs know. */
    void withoutKdc(Step step) throws Exception {
        java.nio.file.Path file = kdc.getKrb5conf().toPath();
        String text = Files.readString(file);
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try {
            TestFiles.write(file, text.replace(":" + kdc.getPort(), ":" + free));
            step.run();
        } finally {
            TestFiles.write(file, text);
        }
    }

    /** While something runs this process, which is the cluster's too, has no ticket of its own. */
    void asStranger(Step step) throws Exception {
        UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser("stranger"));
        try {
            step.run();
        } finally {
            UserGroupInformation.setConfiguration(conf);
            UserGroupInformation.setLoginUser(admin);
        }
    }

    interface Step {
        void run() throws Exception;
    }

    String uri() {
        return "hdfs://localhost:" + cluster.getNameNodePort();
    }

    /** What the superuser of the cluster sees. */
    <T> T asAdmin(Look<T> look) throws Exception {
        return admin.doAs((PrivilegedExceptionAction<T>) () -> look.at(cluster.getFileSystem()));
    }

    interface Look<T> {
        T at(DistributedFileSystem files) throws Exception;
    }

    @Override
    public void close() {
        cluster.shutdown(true);
        kdc.stop();
        UserGroupInformation.reset();
        UserGroupInformation.setConfiguration(new Configuration());
    }
}
