// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.simulation.Call;
import io.millrace.simulation.SimProcess;
import io.millrace.simulation.Simulation;
import io.millrace.simulation.World;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

class MediaTest {
    private static final Path DIRECTORY = Path.of("/data");
    private static final Path FILE = DIRECTORY.resolve("file");
    private static final Path OTHER = DIRECTORY.resolve("other");

    /** What a test does on a disk whose directory is durable. */
    private interface Body {
        void run(World world, SimProcess process) throws Exception;
    }

    private static void simulate(int seeds, Body body) {
        for (long seed = 0; seed < seeds; seed++) {
            Simulation.run(
                    seed,
                    world -> {
                        SimProcess process = world.boot("p");
                        process.disk().createDirectories(DIRECTORY);
                        process.disk().syncDirectory(Path.of("/"));
                        body.run(world, process);
                    });
        }
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void keepsWhatIsSynced() {
        simulate(
                50,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.CREATE_NEW);
                    file.write(filled(1000, 1), 0, 1000);
                    file.sync();
                    process.disk().syncDirectory(DIRECTORY);
                    world.cutPower();
                    assertThat(world.disk().content(FILE)).isEqualTo(filled(1000, 1));
                });
    }

    @Test
    void losesAFileWhoseDirectoryIsNotSynced() {
        Set<Boolean> outcomes = new HashSet<>();
        simulate(
                50,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.CREATE_NEW);
                    file.write(filled(1000, 1), 0, 1000);
                    file.sync();
                    world.cutPower();
                    outcomes.add(world.disk().files().isEmpty());
                });
        assertThat(outcomes).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void tearsAnUnsyncedWriteAnywhere() {
        Set<Integer> sizes = new HashSet<>();
        Set<Boolean> holes = new HashSet<>();
        simulate(
                400,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.CREATE_NEW);
                    process.disk().syncDirectory(DIRECTORY);
                    file.write(filled(100, 1), 0, 100);
                    file.sync();
                    file.write(filled(2000, 2), 0, 2000);
                    world.cutPower();
                    byte[] content = world.disk().content(FILE);
                    assertThat(content).startsWith(filled(100, 1));
                    sizes.add(content.length);
                    for (int i = 100; i < content.length; i++) {
                        assertThat(content[i]).isIn((byte) 0, (byte) 2);
                        holes.add(content[i] == 0);
                    }
                });
        assertThat(sizes).contains(100, 2100).hasSizeGreaterThan(100);
        assertThat(holes).contains(true);
    }

    @Test
    void mayKeepALaterWriteAndLoseAnEarlierOne() {
        Set<String> outcomes = new HashSet<>();
        simulate(
                300,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.UPDATE);
                    process.disk().syncDirectory(DIRECTORY);
                    file.writeAt(0, ByteBuffer.wrap(filled(1024, 0)));
                    file.sync();
                    file.writeAt(0, ByteBuffer.wrap(filled(512, 1)));
                    file.writeAt(512, ByteBuffer.wrap(filled(512, 2)));
                    world.cutPower();
                    byte[] content = world.disk().content(FILE);
                    outcomes.add(content[0] + " " + content[512]);
                });
        assertThat(outcomes).containsExactlyInAnyOrder("0 0", "1 0", "0 2", "1 2");
    }

    @Test
    void makesDurableOnlyWhatWasWrittenBeforeTheSyncBegan() {
        Set<Byte> seen = new HashSet<>();
        simulate(
                100,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.UPDATE);
                    process.disk().syncDirectory(DIRECTORY);
                    file.writeAt(0, ByteBuffer.wrap(filled(1, 1)));
                    world.disk().faults().syncLatency(1, 1_000_000);
                    DiskFile again = process.disk().open(FILE, Disk.Mode.UPDATE);
                    Call<Integer> sync =
                            process.call(
                                    "sync",
                                    () -> {
                                        file.sync();
                                        return 1;
                                    });
                    world.sleep(Duration.ofNanos(1_000));
                    again.writeAt(0, ByteBuffer.wrap(filled(1, 2)));
                    sync.get("sync", Duration.ofSeconds(1));
                    seen.add(world.disk().durableContent(FILE)[0]);
                });
        assertThat(seen).contains((byte) 1);
    }

    @Test
    void forgetsARenameThatIsNotSynced() {
        Set<String> outcomes = new HashSet<>();
        simulate(
                100,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.CREATE_NEW);
                    file.write(filled(10, 1), 0, 10);
                    file.sync();
                    process.disk().syncDirectory(DIRECTORY);
                    process.disk().move(FILE, OTHER);
                    assertThat(world.disk().files()).containsExactly(OTHER);
                    world.cutPower();
                    assertThat(world.disk().files()).hasSize(1);
                    outcomes.add(world.disk().files().getFirst().getFileName().toString());
                });
        assertThat(outcomes).containsExactlyInAnyOrder("file", "other");
    }

    @Test
    void bringsBackADeletedFileThatIsNotSynced() {
        Set<Boolean> outcomes = new HashSet<>();
        simulate(
                100,
                (world, process) -> {
                    process.disk().open(FILE, Disk.Mode.CREATE_NEW).close();
                    process.disk().syncDirectory(DIRECTORY);
                    process.disk().delete(FILE);
                    world.cutPower();
                    outcomes.add(world.disk().files().isEmpty());
                });
        assertThat(outcomes).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void losesDataOfAFailedSyncThoughTheNextSucceeds() {
        Set<Boolean> lost = new HashSet<>();
        simulate(
                50,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.UPDATE);
                    process.disk().syncDirectory(DIRECTORY);
                    file.write(filled(100, 1), 0, 100);
                    world.disk().faults().failSyncs(1, false);
                    assertThatThrownBy(file::sync)
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("Input/output error");
                    file.sync();
                    byte[] read = new byte[100];
                    assertThat(file.read(read, 0, 100, 0)).isEqualTo(100);
                    assertThat(read).isEqualTo(filled(100, 1));
                    world.cutPower();
                    lost.add(!Arrays.equals(world.disk().content(FILE), filled(100, 1)));
                });
        assertThat(lost).contains(true);
    }

    @Test
    void keepsWhatAKilledProcessWrote() {
        simulate(
                20,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.CREATE_NEW);
                    file.write(filled(100, 1), 0, 100);
                    process.kill();
                    assertThat(world.disk().content(FILE)).isEqualTo(filled(100, 1));
                    assertThatThrownBy(() -> file.write(filled(1, 1), 0, 1))
                            .hasMessageContaining("is dead");
                });
    }

    @Test
    void diesInTheMiddleOfAWrite() {
        Set<Integer> sizes = new HashSet<>();
        simulate(
                100,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.CREATE_NEW);
                    process.crashAt(1, Fate.KILL_PROCESS);
                    Call<Integer> write =
                            process.call(
                                    "writer",
                                    () -> {
                                        file.write(filled(10, 1), 0, 10);
                                        return 1;
                                    });
                    assertThat(write.await("the end", Duration.ofSeconds(1))).isFalse();
                    assertThat(write.isDead()).isTrue();
                    sizes.add(world.disk().content(FILE).length);
                });
        assertThat(sizes).contains(0, 5, 10);
    }

    @Test
    void refusesWhatDoesNotFit() {
        simulate(
                20,
                (world, process) -> {
                    world.disk().setCapacity(150);
                    DiskFile file = process.disk().open(FILE, Disk.Mode.APPEND);
                    file.write(filled(100, 1), 0, 100);
                    assertThat(process.disk().usableBytes(FILE)).isEqualTo(50);
                    assertThatThrownBy(() -> file.write(filled(100, 2), 0, 100))
                            .hasMessageContaining("No space left on device");
                    assertThat(file.size()).isEqualTo(150);
                    world.disk().setCapacity(1_000);
                    file.truncate(100);
                    file.write(filled(100, 3), 0, 100);
                    assertThat(file.size()).isEqualTo(200);
                });
    }

    @Test
    void failsEveryWriteOfADiskThatIsReadOnly() {
        simulate(
                5,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.UPDATE);
                    file.write(filled(10, 1), 0, 10);
                    world.disk().faults().failWrites(true);
                    assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
                    assertThatThrownBy(() -> process.disk().open(OTHER, Disk.Mode.APPEND))
                            .isInstanceOf(IOException.class);
                    assertThatThrownBy(() -> process.disk().move(FILE, OTHER))
                            .isInstanceOf(IOException.class);
                    assertThat(file.read(new byte[10], 0, 10, 0)).isEqualTo(10);
                    world.disk().faults().heal();
                    file.sync();
                });
    }

    @Test
    void turnsOneBitRound() {
        simulate(
                1,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.UPDATE);
                    file.write(filled(10, 0), 0, 10);
                    file.sync();
                    world.disk().flip(FILE, 3, 4);
                    byte[] read = new byte[10];
                    assertThat(file.read(read, 0, 10, 0)).isEqualTo(10);
                    assertThat(read[3]).isEqualTo((byte) 16);
                    assertThat(world.disk().durableContent(FILE)[3]).isEqualTo((byte) 16);
                });
    }

    @Test
    void writesToTheWrongPlaceWhenTold() {
        simulate(
                10,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.UPDATE);
                    file.write(filled(4096, 0), 0, 4096);
                    world.disk().faults().misdirectWrites(1);
                    file.write(filled(512, 1), 0, 512);
                    byte[] content = world.disk().content(FILE);
                    assertThat(content).hasSize(4096).contains((byte) 1);
                });
    }

    @Test
    void locksOnceAndUntilTheProcessDies() {
        simulate(
                1,
                (world, process) -> {
                    Optional<AutoCloseable> first = process.disk().lock(FILE);
                    assertThat(first).isPresent();
                    assertThat(process.disk().lock(FILE)).isEmpty();
                    SimProcess second = world.boot("second");
                    assertThat(second.disk().lock(FILE)).isEmpty();
                    process.kill();
                    Optional<AutoCloseable> taken = second.disk().lock(FILE);
                    assertThat(taken).isPresent();
                    first.get().close();
                    assertThat(second.disk().lock(FILE)).isEmpty();
                    taken.get().close();
                    assertThat(second.disk().lock(FILE)).isPresent();
                });
    }

    @Test
    void closesAFileWhenItsUserIsInterrupted() {
        simulate(
                1,
                (world, process) -> {
                    DiskFile file = process.disk().open(FILE, Disk.Mode.UPDATE);
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(file::sync).isInstanceOf(ClosedByInterruptException.class);
                    assertThat(Thread.interrupted()).isTrue();
                    assertThatThrownBy(file::sync).isInstanceOf(ClosedChannelException.class);
                });
    }

    @Test
    void saysWhatIsNotThere() {
        simulate(
                1,
                (world, process) -> {
                    assertThatThrownBy(() -> process.disk().open(FILE, Disk.Mode.READ))
                            .isInstanceOf(NoSuchFileException.class);
                    assertThat(process.disk().factsIfPresent(FILE)).isEmpty();
                    process.disk().open(FILE, Disk.Mode.CREATE_NEW).close();
                    assertThatThrownBy(() -> process.disk().open(FILE, Disk.Mode.CREATE_NEW))
                            .isInstanceOf(FileAlreadyExistsException.class);
                    assertThat(process.disk().list(DIRECTORY)).containsExactly(FILE);
                    process.disk().delete(FILE);
                    process.disk().delete(FILE);
                    assertThat(process.disk().list(DIRECTORY)).isEmpty();
                });
    }
}
