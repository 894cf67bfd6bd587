// SPDX-License-Identifier: Apache-2.0
/**
 * Configuration files in, typed configuration and problems out.
 *
 * <p>{@link io.millrace.config.ConfigurationReader} reads the text of {@code flume.conf}; {@link
 * io.millrace.config.Configuration#check} turns one agent of it into an {@link
 * io.millrace.config.AgentConfig} with the help of the catalogue. Both go on after a mistake: all
 * problems of all agents come in one list, each with file, line, effect and remedy, and the sound
 * part runs. Nothing of this package opens a socket, starts a component or writes a file.
 */
@NullMarked
package io.millrace.config;

import org.jspecify.annotations.NullMarked;
