// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.ConfigFactory;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.ValueParser;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

/** What the agent will find in the jar. */
class PluginTest {

    @Test
    void offersItsThreeComponents() throws Exception {
        Catalogue catalogue = Catalogue.load(PluginTest.class.getClassLoader());

        assertThat(catalogue.find(Kind.SOURCE, "dice")).isPresent();
        assertThat(catalogue.find(Kind.INTERCEPTOR, "uppercase")).isPresent();
        assertThat(catalogue.find(Kind.SINK, "jsonl")).isPresent();
    }

    @Test
    void makesARecordOfDefaults() throws Exception {
        ComponentDescriptor dice =
                Catalogue.load(PluginTest.class.getClassLoader())
                        .find(Kind.SOURCE, "dice")
                        .orElseThrow();
        Object[] values = new Object[dice.properties().size()];
        for (int i = 0; i < values.length; i++) {
            PropertyDescriptor property = dice.properties().get(i);
            String text = property.defaultValue();
            values[i] = text == null ? null : ValueParser.parse(property, text);
        }
        ConfigFactory factory =
                Class.forName(dice.factoryClass())
                        .asSubclass(ConfigFactory.class)
                        .getDeclaredConstructor()
                        .newInstance();

        assertThat(factory.create(values))
                .isEqualTo(new DiceConfig(6, Duration.ofSeconds(1), 0, Optional.empty()));
    }
}
