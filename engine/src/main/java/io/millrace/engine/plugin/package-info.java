// SPDX-License-Identifier: Apache-2.0
/**
 * Where components come from: the class path of the agent, and plugins behind a wall.
 *
 * <p>A plugin is a directory of jars with a class loader of its own. It sees the JDK, the SPI, the
 * frame, the host's interfaces, the annotations' types and slf4j of the agent, and nothing else;
 * its libraries never meet those of another plugin. Its catalogue is read without loading a class.
 */
@NullMarked
package io.millrace.engine.plugin;

import org.jspecify.annotations.NullMarked;
