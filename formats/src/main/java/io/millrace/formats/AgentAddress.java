// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The names of the machine that the agent runs on.
 *
 * @param hostName its own name, {@code %[localhost]} in a path
 * @param ip its address as text, {@code %[IP]}
 * @param canonicalName its name in full, {@code %[FQDN]}
 */
public record AgentAddress(String hostName, String ip, String canonicalName) {

    /**
     * Asks the resolver, which may take seconds; ask once, when a component is opened.
     *
     * @throws UnknownHostException if the machine's own name has no address
     */
    @SuppressWarnings("AddressSelection") // The machine's own address, which is not chosen.
    public static AgentAddress ofThisMachine() throws UnknownHostException {
        InetAddress local = InetAddress.getLocalHost();
        return new AgentAddress(
                local.getHostName(), local.getHostAddress(), local.getCanonicalHostName());
    }
}
