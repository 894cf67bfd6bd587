// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.ConfigFactory;

import java.io.IOException;

/** All components of one class loader, without plugins: for tests and small tools. */
public final class LoadedTypes implements ComponentTypes {
    private final ClassLoader loader;
    private final Catalogue catalogue;

    /**
     * Reads the catalogue of a class loader.
     *
     * @throws IOException if a part of it cannot be read
     */
    public LoadedTypes(ClassLoader loader) throws IOException {
        this.loader = loader;
        this.catalogue = Catalogue.load(loader);
    }

    @Override
    public Catalogue catalogue() {
        return catalogue;
    }

    @Override
    public ConfigFactory factory(ComponentDescriptor descriptor) throws ClassNotFoundException {
        try {
            return Class.forName(descriptor.factoryClass(), true, loader)
                    .asSubclass(ConfigFactory.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            throw e;
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ClassNotFoundException(descriptor.factoryClass() + ": " + e.getMessage(), e);
        }
    }
}
