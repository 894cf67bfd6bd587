// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class SeedsTest {
    private static final Pattern SEED = Pattern.compile("-Dmillrace\\.seed=(-?\\d+)");

    @Test
    void givesEachCheckOtherNumbers() {
        List<Long> drawn = new ArrayList<>();
        Seeds.check(20, random -> drawn.add(random.nextLong()));
        assertThat(new HashSet<>(drawn)).hasSameSizeAs(drawn).hasSizeGreaterThanOrEqualTo(1);
    }

    @Test
    void givesEachBuildTheSameNumbers() {
        assertThat(Seeds.stream("seeds.test", 5).toArray())
                .hasSize(5)
                .doesNotHaveDuplicates()
                .isEqualTo(Seeds.stream("seeds.test", 5).toArray());
    }

    @Test
    void namesASeedThatFailsAgain() {
        List<Long> drawn = new ArrayList<>();
        assertThatThrownBy(() -> Seeds.check(5, random -> refuse(drawn, random.nextLong())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("refused")
                .satisfies(failure -> {
                    Matcher named = SEED.matcher(failure.getMessage());
                    assertThat(named.find()).isTrue();
                    long seed = Long.parseLong(named.group(1));
                    Seeds.check(seed, random -> drawn.add(random.nextLong()));
                });
        assertThat(drawn).hasSize(2);
        assertThat(drawn.get(1)).isEqualTo(drawn.get(0));
    }

    private static void refuse(List<Long> drawn, long number) {
        drawn.add(number);
        throw new IllegalStateException("refused");
    }
}
