// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.ComponentNode;
import io.millrace.spec.catalogue.Kind;

import java.util.Locale;

/** A component as messages name it: {@code sink "k1" (hdfs)}. */
record ComponentId(Kind kind, String name, String type) {

    static ComponentId of(ComponentNode node) {
        return new ComponentId(node.kind(), node.name(), node.descriptor().type());
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " \"" + name + "\" (" + type + ")";
    }
}
