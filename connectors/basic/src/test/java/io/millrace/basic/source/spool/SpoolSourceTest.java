// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Event;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What is read, in which order, and what becomes of files. */
class SpoolSourceTest {
    @TempDir Path root;

    private Spool spool;

    @BeforeEach
    void create() throws IOException {
        spool = new Spool(root);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    @Test
    void readsFilesAndRenamesThem() throws Exception {
        spool.put("b", "three\n", 5);
        spool.put("a", "one\ntwo\n", 10);
        assertThat(spool.all()).containsExactly("one", "two", "three");
        assertThat(spool.names()).containsExactly("a.COMPLETED", "b.COMPLETED");
    }

    @Test
    void findsFilesThatComeLater() throws Exception {
        spool.start();
        spool.put("a", "one\n");
        spool.texts(1);
        spool.put("b", "two\n");
        assertThat(spool.texts(2)).containsExactly("one", "two");
    }

    @Test
    void removesFilesIfToldSo() throws Exception {
        spool.deletePolicy = SpoolConfig.DeletePolicy.IMMEDIATE;
        spool.put("a", "one\n");
        assertThat(spool.all()).containsExactly("one");
        assertThat(spool.names()).isEmpty();
    }

    @Test
    void notesFilesInTheTrackerDirectory() throws Exception {
        spool.trackingPolicy = SpoolConfig.TrackingPolicy.TRACKER_DIR;
        spool.isRecursive = true;
        spool.put("a", "one\n", 10);
        spool.put("sub/b", "two\n", 5);
        spool.start();
        spool.texts(2);
        spool.stop();
        assertThat(spool.names()).containsExactly("a", "sub");
        assertThat(spool.directory.resolve(".flumespool/a.COMPLETED")).isEmptyFile();
        assertThat(spool.directory.resolve(".flumespool/sub/b.COMPLETED")).isEmptyFile();
        spool.context = spool.context.in(root.resolve("own/new"));
        spool.out = new io.millrace.testkit.RecordingEmitter();
        spool.put("c", "three\n", 1);
        spool.start();
        assertThat(spool.texts(1)).containsExactly("three");
    }

    @Test
    void takesNamesThatMatch() throws Exception {
        spool.include = Pattern.compile(".*\\.log");
        spool.ignore = Pattern.compile("secret.*");
        spool.put("a.log", "one\n", 10);
        spool.put("a.txt", "no\n", 9);
        spool.put("secret.log", "no\n", 8);
        spool.put(".hidden.log", "no\n", 7);
        spool.put("b.log", "two\n", 6);
        spool.start();
        spool.texts(2);
        spool.stop();
        assertThat(spool.out.texts()).containsExactly("one", "two");
        assertThat(spool.names())
                .containsExactly("a.log.COMPLETED", "a.txt", "b.log.COMPLETED", "secret.log");
    }

    @Test
    void readsDirectoriesBelowOnlyIfTold() throws Exception {
        spool.put("sub/b", "two\n", 10);
        spool.put("a", "one\n", 5);
        spool.start();
        spool.texts(1);
        spool.awaitNames("a.COMPLETED", "sub");
        spool.stop();
        spool.isRecursive = true;
        spool.start();
        assertThat(spool.texts(2)).containsExactly("one", "two");
        spool.stop();
        assertThat(spool.directory.resolve("sub/b.COMPLETED")).exists();
    }

    @Test
    void readsTheYoungestFirstIfTold() throws Exception {
        spool.consumeOrder = SpoolConfig.ConsumeOrder.YOUNGEST;
        spool.put("a", "old\n", 10);
        spool.put("b", "young\n", 5);
        assertThat(spool.all()).containsExactly("young", "old");
    }

    @Test
    void readsByNameWhatIsOfOneAge() throws Exception {
        long now = spool.clock.millis();
        for (String name : List.of("c", "a", "b")) {
            Path path = spool.put(name, name + "\n", 10);
            Files.setLastModifiedTime(
                    path, java.nio.file.attribute.FileTime.fromMillis(now - 10_000));
        }
        assertThat(spool.all()).containsExactly("a", "b", "c");
    }

    @Test
    void readsInAnyOrderIfTold() throws Exception {
        spool.consumeOrder = SpoolConfig.ConsumeOrder.RANDOM;
        spool.put("a", "one\n", 5);
        spool.put("b", "two\n", 10);
        assertThat(spool.all()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void leavesYoungFilesAlone() throws Exception {
        spool.minAge = Duration.ofHours(1);
        spool.put("young", "no\n", 60);
        spool.put("old", "yes\n", 7200);
        spool.start();
        spool.awaitNames("old.COMPLETED", "young");
        assertThat(spool.texts(1)).containsExactly("yes");
    }

    @Test
    void saysInHeadersWhichFile() throws Exception {
        spool.headers = true;
        Path path = spool.put("a", "one\n");
        spool.all();
        Event event = spool.out.events().getFirst();
        assertThat(event.header("file")).isEqualTo(path.toString());
        assertThat(event.header("basename")).isEqualTo("a");
    }

    @Test
    void makesAnEventOfAnEmptyFile() throws Exception {
        spool.put("a", "");
        assertThat(spool.all()).containsExactly("");
        assertThat(spool.names()).containsExactly("a.COMPLETED");
        spool.start();
        spool.put("b", "x\n");
        assertThat(spool.texts(2)).containsExactly("", "x");
    }

    @Test
    void keepsBothFilesOfOneName() throws Exception {
        spool.put("a", "one\n");
        spool.start();
        spool.awaitNames("a.COMPLETED");
        spool.put("a", "two\n");
        spool.texts(2);
        spool.awaitProblem("MR-2109");
        spool.stop();
        assertThat(spool.names()).hasSize(2).allMatch(name -> name.endsWith(".COMPLETED"));
        assertThat(spool.directory.resolve("a.COMPLETED")).hasContent("one\n");
    }

    @Test
    void doesNotStartWithoutItsDirectory() throws Exception {
        TestFiles.delete(spool.directory);
        assertThatThrownBy(() -> spool.source().open())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failed -> assertThat(failed.problem().code()).isEqualTo("MR-2100"));
    }

    @Test
    void goesOnWhenTheDirectoryIsBack() throws Exception {
        spool.start();
        TestFiles.delete(spool.directory);
        spool.awaitProblem("MR-2101");
        spool.put("a", "one\n");
        assertThat(spool.texts(1)).containsExactly("one");
    }

    @Test
    void readsManyFilesWithFewInMemory() throws Exception {
        for (int i = 0; i < 300; i++) {
            spool.put("f" + i, "line " + i + "\n", 400 - i);
        }
        List<String> texts = spool.all();
        assertThat(texts).hasSize(300);
        assertThat(texts.getFirst()).isEqualTo("line 0");
        assertThat(texts.getLast()).isEqualTo("line 299");
    }
}
