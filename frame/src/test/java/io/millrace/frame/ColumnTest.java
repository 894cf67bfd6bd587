// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

/** Which form a column takes, and that every form says the same. */
class ColumnTest {

    @Test
    void keepsNumbersIfAllWereGivenAsNumbers() {
        ColumnBuilder builder = new ColumnBuilder();
        builder.set(0, 5);
        builder.set(2, -7);
        Column column = builder.build(4);

        assertThat(column).isInstanceOf(Column.Longs.class);
        assertThat(column.events()).isEqualTo(4);
        assertThat(texts(column)).containsExactly("5", null, "-7", null);
        assertThat(((Column.Longs) column).has(1)).isFalse();
    }

    @Test
    void hasNoPresenceWhereEveryEventHasAValue() {
        ColumnBuilder builder = new ColumnBuilder();
        for (int event = 0; event < 9; event++) {
            builder.set(event, event);
        }
        assertThat(((Column.Longs) builder.build(9)).present()).isNull();
        assertThat(((Column.Longs) builder.build(10)).present()).isNotNull();
    }

    @Test
    void turnsNumbersIntoTextsAsSoonAsOneIsText() {
        ColumnBuilder builder = new ColumnBuilder();
        builder.set(0, 5);
        builder.set(2, "x");
        builder.set(3, 6);
        assertThat(texts(builder.build(4))).containsExactly("5", null, "x", "6");
    }

    @Test
    void takesADictionaryWhereHalfOfTheTextsAreRepeated() {
        assertThat(ColumnBuilder.ofTexts(new String[] {"a", "b", "a", "b"}))
                .isInstanceOf(Column.Dictionary.class);
        assertThat(ColumnBuilder.ofTexts(new String[] {"a", "b", "c", "a"}))
                .isInstanceOf(Column.Texts.class);
        assertThat(ColumnBuilder.ofTexts(new String[] {"a"})).isInstanceOf(Column.Texts.class);
        assertThat(ColumnBuilder.ofTexts(new String[] {null, "a", null}))
                .isInstanceOf(Column.Dictionary.class);
    }

    @Test
    void leavesTheDictionaryWhereItsIndexesWouldNotReach() {
        String[] values = new String[200_000];
        Arrays.setAll(values, event -> "v" + event % 65_535);
        Column full = ColumnBuilder.ofTexts(values);
        assertThat(full).isInstanceOf(Column.Dictionary.class);
        assertThat(full.text(65_534)).isEqualTo("v65534");

        Arrays.setAll(values, event -> "v" + event % 65_536);
        Column beyond = ColumnBuilder.ofTexts(values);
        assertThat(beyond).isInstanceOf(Column.Texts.class);
        assertThat(beyond.text(65_535)).isEqualTo("v65535");
    }

    @Test
    void takesTheLastValueGivenToAnEvent() {
        ColumnBuilder builder = new ColumnBuilder();
        builder.set(0, "a");
        builder.set(0, "b");
        builder.set(1, 5);
        builder.set(1, 6);
        assertThat(texts(builder.build(2))).containsExactly("b", "6");
    }

    @Test
    void saysWhatWasSetWhateverTheOrderAndForm() {
        Seeds.check(
                3000,
                random -> {
                    int events = 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 20);
                    int kinds = random.nextInt(1, 4);
                    int different = 1 + random.nextInt(2 * events);
                    String[] expected = new String[events];
                    ColumnBuilder builder = new ColumnBuilder();
                    for (int event = 0; event < events; event++) {
                        if (random.nextInt(5) == 0) {
                            continue;
                        }
                        int value = random.nextInt(different);
                        if ((kinds & 1) != 0 && (kinds == 1 || random.nextBoolean())) {
                            builder.set(event, value);
                            expected[event] = Integer.toString(value);
                        } else {
                            builder.set(event, "t" + value);
                            expected[event] = "t" + value;
                        }
                    }
                    Column column = builder.build(events);
                    assertThat(texts(column)).containsExactly(expected);
                    assertThat(column.events()).isEqualTo(events);
                    assertThat(texts(ColumnBuilder.ofTexts(expected))).containsExactly(expected);
                });
    }

    private static String[] texts(Column column) {
        String[] texts = new String[column.events()];
        Arrays.setAll(texts, column::text);
        return texts;
    }
}
