// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.CatalogueJson;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.PropertyDescriptor;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.StandardLocation;

/**
 * Turns each record with {@link ComponentSpec} into an entry of the module's {@link
 * Catalogue#RESOURCE} and a factory. What is wrong with a record is a compile error at its place;
 * then no catalogue is written.
 */
@SupportedAnnotationTypes("io.millrace.spec.ComponentSpec")
public final class ComponentSpecProcessor extends AbstractProcessor {
    private final List<ComponentDescriptor> components = new ArrayList<>();
    private final List<Element> origins = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private boolean failed;

    /** Made by javac. */
    public ComponentSpecProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        if (round.processingOver()) {
            if (!failed && !components.isEmpty()) {
                writeCatalogue();
            }
            return false;
        }
        Complaints complaints = new Complaints(processingEnv.getMessager());
        ComponentReader reader =
                new ComponentReader(
                        processingEnv.getElementUtils(), processingEnv.getTypeUtils(), complaints);
        for (Element element : round.getElementsAnnotatedWith(ComponentSpec.class)) {
            if (element instanceof TypeElement record) {
                reader.read(record).ifPresent(component -> add(complaints, record, component));
            }
        }
        failed |= complaints.count() > 0;
        return false;
    }

    private void add(Complaints complaints, TypeElement record, ComponentDescriptor component) {
        List<String> claimed = new ArrayList<>(component.aliases());
        claimed.add(component.type());
        for (String name : claimed) {
            String owner =
                    names.putIfAbsent(
                            component.kind() + " " + name.toLowerCase(Locale.ROOT),
                            component.configClass());
            if (owner != null) {
                complaints.add(
                        record,
                        ComponentSpec.class,
                        "the " + component.kind().word() + " " + name + " is described twice",
                        owner + " has that type or alias; choose another one");
                return;
            }
        }
        components.add(component);
        origins.add(record);
        try (Writer out =
                processingEnv
                        .getFiler()
                        .createSourceFile(component.factoryClass(), record)
                        .openWriter()) {
            out.write(
                    FactoryWriter.write(
                            processingEnv.getElementUtils(),
                            record,
                            component.properties().stream().map(PropertyDescriptor::key).toList()));
        } catch (IOException e) {
            complaints.add(
                    record,
                    component.factoryClass() + " cannot be written: " + e,
                    "see that the directory of generated sources is writable");
        }
    }

    private void writeCatalogue() {
        components.sort(
                Comparator.comparing(ComponentDescriptor::kind)
                        .thenComparing(ComponentDescriptor::type));
        try (OutputStream out =
                processingEnv
                        .getFiler()
                        .createResource(
                                StandardLocation.CLASS_OUTPUT,
                                "",
                                Catalogue.RESOURCE,
                                origins.toArray(Element[]::new))
                        .openOutputStream()) {
            out.write(CatalogueJson.write(components).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            new Complaints(processingEnv.getMessager())
                    .add(
                            origins.get(0),
                            Catalogue.RESOURCE + " cannot be written: " + e,
                            "see that the directory of classes is writable");
        }
    }
}
