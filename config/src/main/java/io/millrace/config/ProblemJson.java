// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import com.fasterxml.jackson.jr.ob.JSON;

import io.millrace.spi.Problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Problems as JSON for programs: the fields of the text form, under their names. */
public final class ProblemJson {

    private ProblemJson() {}

    /** One problem as an object on one line; every field is there, an empty one as "". */
    public static String of(Problem problem) {
        return text(fields(problem));
    }

    /** Problems as an array on one line. */
    public static String of(List<Problem> problems) {
        return text(problems.stream().map(ProblemJson::fields).toList());
    }

    /** The fields of a problem in the order in which they are written, for a larger document. */
    public static Map<String, Object> fields(Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", problem.code());
        fields.put("severity", ProblemText.word(problem.severity()));
        fields.put("place", problem.place());
        fields.put("key", problem.key());
        fields.put("what", problem.what());
        fields.put("effect", problem.effect());
        fields.put("remedy", problem.remedy());
        return fields;
    }

    private static String text(Object value) {
        try {
            return JSON.std.asString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
