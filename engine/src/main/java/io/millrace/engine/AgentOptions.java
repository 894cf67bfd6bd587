// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.host.Host;

import java.nio.file.Path;

/**
 * What an agent runs on.
 *
 * @param host clock, disk, network, threads
 * @param stateDirectory where the agent keeps what must outlive the process; created on demand
 * @param configurationDirectory the directory of {@code --conf}
 * @param tuning the engine's own times
 */
public record AgentOptions(
        Host host, Path stateDirectory, Path configurationDirectory, Tuning tuning) {}
