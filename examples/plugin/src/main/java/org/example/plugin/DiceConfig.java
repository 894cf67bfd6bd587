// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import io.millrace.spec.BareNumber;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spec.Stability;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Source;

import java.time.Duration;
import java.util.Optional;

/**
 * Rolls dice and emits each roll as an event. The body is the number; the header {@code sides} says
 * how many sides the die has.
 *
 * @param sides how many sides the die has
 * @param every the time from one roll to the next; 0 rolls as fast as the channels take it
 * @param rolls how many times to roll before the source ends; 0 rolls until the agent stops
 * @param seed makes the same rolls in each run; without it they are different
 */
@ComponentSpec(type = "dice", stability = Stability.EXPERIMENTAL)
public record DiceConfig(
        @Key("sides") @Default("6") @Range(min = 2, max = 1000) int sides,
        @Key("every") @Default("1s") @BareNumber("s") Duration every,
        @Key("rolls") @Default("0") @Range(min = 0) long rolls,
        @Key("seed") @Example("42") Optional<Long> seed)
        implements ComponentConfig<Source> {

    @Override
    public Source create(Context context) {
        return new DiceSource(this, context.host().clock());
    }
}
