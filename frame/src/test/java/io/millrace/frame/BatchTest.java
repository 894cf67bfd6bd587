// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/** Batches and their runs, against plain lists. */
class BatchTest {

    @Test
    void hasEventsOfAllRunsInOrder() {
        Batch batch = Batch.of(List.of(run("a", "b"), run("c"), run("d", "e", "f")));

        assertThat(batch.size()).isEqualTo(6);
        assertThat(batch.isEmpty()).isFalse();
        assertThat(texts(batch)).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(batch.event(3).text()).isEqualTo("d");
        assertThat(batch.bodyBytes()).isEqualTo(6);
    }

    @Test
    void hasTheSameRunsOneByOneAsInTheList() {
        Run one = run("a", "b");
        Batch single = Batch.of(one);
        assertThat(single.runCount()).isEqualTo(1);
        assertThat(single.run(0)).isSameAs(one);
        assertThat(single.runs()).containsExactly(one);
        assertThatThrownBy(() -> single.run(1)).isInstanceOf(IndexOutOfBoundsException.class);

        Batch several = Batch.of(List.of(one, run("c")));
        assertThat(several.runCount()).isEqualTo(2);
        assertThat(List.of(several.run(0), several.run(1))).isEqualTo(several.runs());
        assertThatThrownBy(() -> several.run(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(Batch.EMPTY.runCount()).isZero();
        assertThat(Batch.EMPTY.runs()).isEmpty();
    }

    @Test
    void isEmptyWithoutRunsOrWithEmptyOnes() {
        assertThat(Batch.of(List.of())).isSameAs(Batch.EMPTY);
        assertThat(Batch.of(List.of(run("a").slice(1, 1)))).isSameAs(Batch.EMPTY);
        assertThat(Batch.EMPTY.iterator().hasNext()).isFalse();
        assertThat(Batch.EMPTY.isEmpty()).isTrue();
        assertThat(Batch.EMPTY.slice(0, 0)).isSameAs(Batch.EMPTY);
        assertThatThrownBy(() -> Batch.EMPTY.iterator().next())
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void refusesIndexesOutsideOfIt() {
        Batch batch = Batch.of(List.of(run("a", "b"), run("c")));
        assertThatThrownBy(() -> batch.event(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.event(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.slice(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.slice(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.slice(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        Run run = batch.runs().get(0);
        assertThatThrownBy(() -> run.slice(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> run.slice(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> run.slice(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> run.pick(new int[] {-1}, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void joinsWithoutCopyingWhatIsEmpty() {
        Batch a = Batch.of(List.of(run("a")));
        assertThat(a.then(Batch.EMPTY)).isSameAs(a);
        assertThat(Batch.EMPTY.then(a)).isSameAs(a);
        assertThat(texts(a.then(Batch.of(List.of(run("b", "c")))))).containsExactly("a", "b", "c");
    }

    @Test
    void mapsEachRunAndDropsWhatBecameEmpty() {
        Batch batch = Batch.of(List.of(run("a", "bb"), run("cc"), run("d")));
        Batch longOnes = batch.map(run -> run.select(event -> run.bodyLength(event) == 2));

        assertThat(texts(longOnes)).containsExactly("bb", "cc");
        assertThat(longOnes.runs()).hasSize(2);
        assertThat(batch.map(run -> run.slice(0, 0))).isSameAs(Batch.EMPTY);
    }

    @Test
    void addsAHeaderToAllEvents() {
        Batch batch = Batch.of(List.of(run("a"), run("b"))).withHeader("h", "v");
        assertThat(batch).extracting(event -> event.header("h")).containsExactly("v", "v");
    }

    @Test
    void keepsARunThatASelectionOrSliceLeavesWhole() {
        Run run = run("a", "b");
        assertThat(run.select(event -> true)).isSameAs(run);
        assertThat(run.slice(0, 2)).isSameAs(run);
        assertThat(Batch.of(List.of(run)).slice(0, 1).slice(0, 1).runs()).hasSize(1);
        assertThat(run.isContiguous()).isTrue();
        assertThat(run.slice(1, 2).isContiguous()).isTrue();
        assertThat(run.select(event -> event == 1).isContiguous()).isFalse();
        assertThat(run.select(event -> false).size()).isZero();
    }

    @Test
    void sumsBodiesOfSlicesSelectionsAndOtherHeaders() {
        Run run = run("a", "bb", "cccc");
        assertThat(run.bodyBytes()).isEqualTo(7);
        assertThat(run.bodyBytes()).isEqualTo(7);
        assertThat(run.slice(1, 3).bodyBytes()).isEqualTo(6);
        assertThat(run.select(event -> event != 1).bodyBytes()).isEqualTo(5);
        assertThat(run.with(Headers.NONE.with("a", "b")).bodyBytes()).isEqualTo(7);
        assertThat(run.slice(1, 1).bodyBytes()).isZero();
    }

    @Test
    void sumsMoreThanAnIntHolds() {
        BlockBuilder builder = new BlockBuilder(1 << 20);
        builder.advance(1 << 20);
        for (int event = 0; event < 3000; event++) {
            builder.mark(0, 1 << 20);
        }
        Run run = Run.of(builder.build(0));
        assertThat(run.bodyBytes()).isEqualTo(3000L << 20);
        assertThat(run.bodyBytes()).isEqualTo(3000L << 20);
    }

    @Test
    void behavesAsAListWhateverIsCutOutOfIt() {
        Seeds.check(
                2000,
                random -> {
                    Batch batch = Batch.EMPTY;
                    List<String> expected = new ArrayList<>();
                    for (int runs = random.nextInt(5); runs > 0; runs--) {
                        List<String> texts = texts(random);
                        batch = batch.then(Batch.of(List.of(run(texts.toArray(String[]::new)))));
                        expected.addAll(texts);
                    }
                    for (int step = random.nextInt(5); step > 0; step--) {
                        if (random.nextBoolean()) {
                            int first = random.nextInt(batch.size() + 1);
                            int end = first + random.nextInt(batch.size() - first + 1);
                            batch = batch.slice(first, end);
                            expected = expected.subList(first, end);
                        } else {
                            batch = batch.map(BatchTest::withoutThoseThatEndWithZero);
                            expected =
                                    expected.stream().filter(text -> !text.endsWith("0")).toList();
                        }
                    }
                    assertThat(texts(batch)).isEqualTo(expected);
                    assertThat(batch.size()).isEqualTo(expected.size());
                    assertThat(batch.bodyBytes())
                            .isEqualTo(expected.stream().mapToLong(String::length).sum());
                    for (int i = 0; i < expected.size(); i++) {
                        assertThat(batch.event(i).text()).isEqualTo(expected.get(i));
                    }
                });
    }

    private static Run withoutThoseThatEndWithZero(Run run) {
        return run.select(event -> !new Event(run, event).text().endsWith("0"));
    }

    @Test
    void answersByBlockIndexUnderASelectionOfASelection() {
        BlockBuilder builder = new BlockBuilder(8);
        for (int event = 0; event < 10; event++) {
            builder.append("e" + event).header("n", event);
        }
        Run odd = Run.of(builder.build(0)).slice(1, 10).select(event -> event % 2 == 0);
        Run cut = odd.slice(1, 4).select(event -> event != 1);

        assertThat(cut.size()).isEqualTo(2);
        assertThat(cut.blockIndex(0)).isEqualTo(3);
        assertThat(cut.blockIndex(1)).isEqualTo(7);
        assertThat(cut.header(1, "n")).isEqualTo("7");
        assertThat(new Event(cut, 1).headers()).containsEntry("n", "7");
        assertThat(cut.array()).isSameAs(cut.block().array());
    }

    @Test
    void copiesTheBodyOfAnEvent() {
        Event event = new Event(run("abc"), 0);
        event.body()[0] = 'X';
        assertThat(event.text()).isEqualTo("abc");
    }

    private static List<String> texts(SplittableRandom random) {
        List<String> texts = new ArrayList<>();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            texts.add("e" + random.nextInt(1000));
        }
        return texts;
    }

    private static List<String> texts(Batch batch) {
        List<String> texts = new ArrayList<>();
        for (Iterator<Event> events = batch.iterator(); events.hasNext(); ) {
            texts.add(events.next().text());
        }
        return texts;
    }

    private static Run run(String... bodies) {
        BlockBuilder builder = new BlockBuilder(8);
        for (String body : bodies) {
            builder.append(body);
        }
        return Run.of(builder.build(0));
    }
}
