// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import java.lang.annotation.Annotation;

import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

/** Compile errors, each with its place, what is wrong and what to do. */
final class Complaints {
    private final Messager messager;
    private int count;

    Complaints(Messager messager) {
        this.messager = messager;
    }

    int count() {
        return count;
    }

    /** An error at an element. */
    void add(Element element, String what, String remedy) {
        count++;
        messager.printMessage(Diagnostic.Kind.ERROR, what + ": " + remedy, placeOf(element));
    }

    /** An error at an annotation of an element. */
    void add(Element element, Class<? extends Annotation> annotation, String what, String remedy) {
        if (element.getKind() != ElementKind.RECORD_COMPONENT) {
            for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
                if (mirror.getAnnotationType().toString().equals(annotation.getCanonicalName())) {
                    count++;
                    messager.printMessage(
                            Diagnostic.Kind.ERROR, what + ": " + remedy, element, mirror);
                    return;
                }
            }
        }
        add(element, what, remedy);
    }

    /** javac knows no line for a record component, but it does for the field of that name. */
    private static Element placeOf(Element element) {
        if (element instanceof RecordComponentElement component
                && component.getEnclosingElement() instanceof TypeElement record) {
            for (Element member : record.getEnclosedElements()) {
                if (member.getKind() == ElementKind.FIELD
                        && member.getSimpleName().equals(component.getSimpleName())) {
                    return member;
                }
            }
        }
        return element;
    }
}
