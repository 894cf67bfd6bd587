// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Walks the tracked files of the repository and names each place that breaks a rule. */
class TidyTest {
    private static final Repository REPOSITORY = Repository.here();

    @Test
    void keepsEveryRule() {
        var offences = new ArrayList<Offence>();
        for (TrackedFile file : REPOSITORY.files()) {
            for (Rule rule : Rules.ALL) {
                if (!REPOSITORY.allowances().allows(rule.name(), file.path())) {
                    offences.addAll(rule.offences(file));
                }
            }
        }
        report(offences);
    }

    @Test
    void describesEveryPackage() {
        report(Packages.undescribed(REPOSITORY.files()));
    }

    @Test
    void buildsEveryModule() {
        report(Modules.unlisted(REPOSITORY.files()));
    }

    @Test
    void allowsOnlyWhatExists() {
        var rules = Rules.ALL.stream().map(Rule::name).collect(Collectors.toSet());
        var paths = REPOSITORY.files().stream().map(TrackedFile::path).collect(Collectors.toSet());
        assertThat(REPOSITORY.allowances().entries())
                .allSatisfy(allowance -> {
                    assertThat(rules).contains(allowance.rule());
                    if (allowance.isOneFile()) {
                        assertThat(paths).contains(allowance.glob());
                    }
                });
    }

    @Test
    void walksTheWholeTree() {
        assertThat(REPOSITORY.files())
                .extracting(TrackedFile::path)
                .contains("pom.xml", "mvnw", "README.md", "testing/tidy/pom.xml");
    }

    private static void report(List<Offence> offences) {
        assertThat(offences)
                .as(() -> offences.size() + " offences; exceptions: testing/tidy/.../allowed.txt")
                .isEmpty();
    }
}
