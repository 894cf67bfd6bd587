// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PathTemplateTest {

    @Test
    void saysWhatItDependsOn() {
        PathTemplate template = PathTemplate.parse("/a/%{host}/%Y-%m/%{x.y-z}/%[IP]");

        assertThat(template.headers()).containsExactly("host", "x.y-z");
        assertThat(template.usesTime()).isTrue();
        assertThat(template.usesAddress()).isTrue();
        assertThat(template.isConstant()).isFalse();
        assertThat(template.pattern()).isEqualTo("/a/%{host}/%Y-%m/%{x.y-z}/%[IP]");
    }

    @Test
    void isConstantWithoutEscapesOfEvents() {
        assertThat(PathTemplate.parse("/a/100%%/%[FQDN]").isConstant()).isTrue();
        assertThat(PathTemplate.parse("/a/b").isConstant()).isTrue();
        assertThat(PathTemplate.parse("/a/%q").isConstant()).isTrue();
    }

    @Test
    void refusesAMachineNameThatThereIsNot() {
        assertThatThrownBy(() -> PathTemplate.parse("/a/%[hostname]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"/a/%[hostname]\" has %[hostname]; there are %[localhost], %[IP] and"
                                + " %[FQDN]");
    }
}
