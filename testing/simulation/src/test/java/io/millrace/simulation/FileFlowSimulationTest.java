// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.ExactFileFlowScenario;
import io.millrace.simulation.scenario.FileFlowScenario;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileFlowSimulationTest {

    @Test
    void bringsEveryLineOfALogIntoADirectory() {
        assertThat(Exploration.explore(FileFlowSimulationTest.class, 60, new FileFlowScenario()))
                .isPositive();
    }

    @Test
    void bringsEveryLineOfARotatedGroupIntoADirectory() {
        assertThat(
                        Exploration.explore(
                                FileFlowSimulationTest.class, 60, FileFlowScenario.ofTaildir()))
                .isPositive();
    }

    @Test
    void bringsEveryLineOfALogIntoADirectoryOnce() {
        assertThat(
                        Exploration.explore(
                                FileFlowSimulationTest.class, 60, FileFlowScenario.exactly()))
                .isPositive();
    }

    @Test
    void bringsEveryLineOfARotatedGroupIntoADirectoryOnce() {
        assertThat(
                        Exploration.explore(
                                FileFlowSimulationTest.class,
                                60,
                                FileFlowScenario.exactlyOfTaildir()))
                .isPositive();
    }

    @Test
    void bringsEveryLineOfARotatedGroupIntoTwoDirectoriesOnce() {
        assertThat(
                        Exploration.explore(
                                FileFlowSimulationTest.class,
                                60,
                                FileFlowScenario.exactlyTwiceOfTaildir()))
                .isPositive();
    }

    /** The directory of the positions was new, and its entry was not synced. */
    @ParameterizedTest
    @ValueSource(longs = {199, 1375, 1912, 2489})
    void findsThePositionsAgainWhoseDirectoryWasNew(long seed) {
        assertThat(Exploration.run(FileFlowSimulationTest.class, seed, new FileFlowScenario()))
                .isNotNull();
    }

    /** A block was emitted in parts, and its position was never saved. */
    @ParameterizedTest
    @ValueSource(longs = {23099, 23438, 23947, 24799, 28357, 29402})
    void readsNothingAgainThatWasEmittedInParts(long seed) {
        assertThat(Exploration.run(FileFlowSimulationTest.class, seed, new FileFlowScenario()))
                .isNotNull();
    }

    /** The next rotation came while the copy of the last one was looked for. */
    @ParameterizedTest
    @ValueSource(longs = {1766, 2418, 4381, 10155, 16089})
    void findsTheCopyThatIsRenamedMeanwhile(long seed) {
        assertThat(
                        Exploration.run(
                                FileFlowSimulationTest.class, seed, FileFlowScenario.ofTaildir()))
                .isNotNull();
    }

    /** Some of the first lines of a file were in the channel, and nobody knew of which stream. */
    @ParameterizedTest
    @ValueSource(longs = {3000015, 3000112, 3001140, 3002182, 3008756, 3014403, 3014905, 3018376})
    void knowsTheStreamOfWhichOnlySomeFirstLinesWereAccepted(long seed) {
        assertThat(Exploration.run(FileFlowSimulationTest.class, seed, new ExactFileFlowScenario()))
                .isNotNull();
    }

    /** Two processes relied upon a position that was never made durable, then the power went. */
    @Test
    void makesDurableWhatADeadProcessSaved() {
        assertThat(Exploration.run(FileFlowSimulationTest.class, 3012342, new FileFlowScenario()))
                .isNotNull();
    }

    /** A file whose only batch was refused was removed, and a power cut brought it back. */
    @Test
    void keepsAFileAwayThatWasRemovedWithItsRefusedBatch() {
        assertThat(
                        Exploration.run(
                                FileFlowSimulationTest.class, 3051832, new ExactFileFlowScenario()))
                .isNotNull();
    }
}
