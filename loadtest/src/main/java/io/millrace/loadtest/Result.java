// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a load test brought. Its figures count only if {@link #isGood}.
 *
 * @param plan the load
 * @param steps one, or those of a ramp in their order
 * @param channels what became of the events, over the whole run
 * @param knee of a ramp: the highest rate that was kept
 */
public record Result(
        Plan plan, List<Measurement> steps, List<ChannelCount> channels, Optional<Double> knee) {
    public Result {
        steps = List.copyOf(steps);
        channels = List.copyOf(channels);
    }

    Result withKnee(Optional<Double> found) {
        return new Result(plan, steps, channels, found);
    }

    /** The step that stands for the whole: that of the knee, or the last one. */
    public Measurement main() {
        return steps.stream()
                .filter(step -> knee.isPresent() && step.intendedPerSecond() == knee.get())
                .findFirst()
                .orElseGet(steps::getLast);
    }

    /** Whether every event that was acknowledged came out, once and whole. */
    public boolean isGood() {
        return wrong().isEmpty();
    }

    /** Why the result is refused. */
    public List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        if (steps.isEmpty() || steps.stream().allMatch(step -> step.accepted() == 0)) {
            wrong.add("no event was acknowledged");
        }
        for (ChannelCount channel : channels) {
            if (!channel.isGood()) {
                wrong.add("channel " + channel.channel() + ": " + channel.wrong());
            }
        }
        return wrong;
    }

    /** Of the events that had to come out of channels, the share that is nowhere. */
    public double lossRate() {
        long expected = channels.stream().mapToLong(ChannelCount::expected).sum();
        long lost = channels.stream().mapToLong(channel -> Math.abs(channel.lost())).sum();
        return expected == 0 ? 0 : lost / (double) expected;
    }

    /** For results; whoever prints them adds version and configuration. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("good", isGood());
        fields.put("wrong", wrong());
        Map<String, Object> load = new LinkedHashMap<>();
        load.put("eventsPerSecond", plan.isPaced() ? plan.eventsPerSecond() : "max");
        load.put("producers", plan.producers());
        load.put("eventsOfPut", plan.eventsOfPut());
        load.put("payload", plan.payload().description());
        load.put("meanBodyBytes", plan.payload().meanBytes());
        load.put("warmUpSeconds", plan.warmUp().toMillis() / 1e3);
        load.put("durationSeconds", plan.duration().toMillis() / 1e3);
        fields.put("load", load);
        knee.ifPresent(rate -> fields.put("kneePerSecond", rate));
        if (!steps.isEmpty()) {
            fields.put("measured", main().fields());
            fields.put("seconds", main().samples().stream().map(Sample::fields).toList());
        }
        if (steps.size() > 1) {
            fields.put("steps", steps.stream().map(Measurement::fields).toList());
        }
        fields.put("lossRate", lossRate());
        fields.put("channels", channels.stream().map(ChannelCount::fields).toList());
        return fields;
    }
}
