// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.ConfigFactory;

import java.util.Optional;

/** The components that there are, and how their configuration records are made. */
public interface ComponentTypes {

    /** All components; asking loads no class of theirs. */
    Catalogue catalogue();

    /**
     * The factory of a component's configuration record.
     *
     * @throws ClassNotFoundException if a class is missing; the message names it
     */
    ConfigFactory factory(ComponentDescriptor descriptor) throws ClassNotFoundException;

    /**
     * What to do about a class name that the catalogue does not know: where its jar belongs, or why
     * one that was found is not taken. One sentence.
     */
    default Optional<String> missingClassHint(String className) {
        return Optional.empty();
    }
}
