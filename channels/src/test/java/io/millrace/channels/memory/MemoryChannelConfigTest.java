// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spec.ByteSize;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.ValueException;
import io.millrace.spec.catalogue.ValueParser;
import io.millrace.spi.Channel;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a user writes, and what the channel makes of it. */
class MemoryChannelConfigTest {

    @Test
    void hasTheDefaultsOfApacheFlume() throws Exception {
        assertThat(config(Map.of()))
                .isEqualTo(
                        new MemoryChannelConfig(
                                100, 100, Duration.ofSeconds(3), Optional.empty(), 20));
    }

    @Test
    void readsWhatIsWritten() throws Exception {
        assertThat(
                        config(
                                Map.of(
                                        "capacity", "10000",
                                        "transactionCapacity", "500",
                                        "keep-alive", "5",
                                        "byteCapacity", "64MB",
                                        "byteCapacityBufferPercentage", "0")))
                .isEqualTo(
                        new MemoryChannelConfig(
                                10_000,
                                500,
                                Duration.ofSeconds(5),
                                Optional.of(new ByteSize(64L << 20)),
                                0));
        assertThatThrownBy(() -> config(Map.of("capacity", "0")))
                .isInstanceOf(ValueException.class);
    }

    @Test
    void isFoundUnderTheNameOfApacheFlumesClass() throws IOException {
        assertThat(catalogue().find(Kind.CHANNEL, "org.apache.flume.channel.MemoryChannel"))
                .contains(descriptor());
    }

    @Test
    void setsTheShareOfTheHeadersAside() {
        assertThat(capacityBytes(Optional.of(1000L), 20)).isEqualTo(800);
        assertThat(capacityBytes(Optional.of(199L), 50)).isEqualTo(99);
        assertThat(capacityBytes(Optional.of(50L), 20)).isEqualTo(40);
        assertThat(capacityBytes(Optional.of(1L), 99)).isEqualTo(1);
        assertThat(capacityBytes(Optional.of(Long.MAX_VALUE), 0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void hasNoLimitOfBytesIfItIsZeroAndMostOfTheHeapIfItIsNotSet() {
        assertThat(capacityBytes(Optional.of(0L), 20)).isEqualTo(Long.MAX_VALUE);
        long heap = Runtime.getRuntime().maxMemory();
        assertThat(capacityBytes(Optional.empty(), 0)).isBetween(heap / 100 * 79, heap / 100 * 81);
    }

    private static long capacityBytes(Optional<Long> byteCapacity, int percentage) {
        MemoryChannelConfig config =
                new MemoryChannelConfig(
                        10, 10, Duration.ofSeconds(3), byteCapacity.map(ByteSize::new), percentage);
        try (Channel channel = config.create(TestContext.named("c1"))) {
            return channel.fill().capacityBytes();
        }
    }

    private static Catalogue catalogue() throws IOException {
        return Catalogue.load(MemoryChannelConfig.class.getClassLoader());
    }

    private static ComponentDescriptor descriptor() throws IOException {
        return catalogue().find(Kind.CHANNEL, "memory").orElseThrow();
    }

    private static Object config(Map<String, String> settings) throws Exception {
        List<PropertyDescriptor> properties = descriptor().properties();
        Object[] values = new Object[properties.size()];
        for (int i = 0; i < values.length; i++) {
            PropertyDescriptor property = properties.get(i);
            String text = settings.getOrDefault(property.key(), property.defaultValue());
            values[i] = text == null ? null : ValueParser.parse(property, text);
        }
        return new MemoryChannelConfigFactory().create(values);
    }
}
