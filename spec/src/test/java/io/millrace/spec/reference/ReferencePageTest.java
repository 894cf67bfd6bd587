// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferencePageTest {

    @Test
    void tellsAllThatAUserNeeds() {
        assertThat(ReferencePage.of(Components.ROLL))
                .isEqualTo(
                        """
                        <!-- Written from the component's description. Change that, not this page. -->

                        # roll sink

                        Writes lines to files.

                        A file is closed | by time.

                        And by size.

                        | | |
                        |---|---|
                        | type | `roll` |
                        | also called | `org.example.RollSink` |
                        | since | 0.2 |
                        | stability | beta: complete, but keys may still change between minor versions |
                        | instances | several side by side with `threads` |

                        ## Example

                        ```properties
                        a1.sinks.k1.type = roll
                        a1.sinks.k1.channel = c1
                        a1.sinks.k1.path = C:\\\\x
                        ```

                        ## Properties

                        Every sink has `type`, `channel` and [`verify`](../dead-letters.md#damaged-bodies), and `threads`, the number of instances. Keys in bold type are required.

                        | key | type | default | what it does |
                        |---|---|---|---|
                        | **`path`** | path | required | Where the files are made. Also written `directory`. Example: `C:\\x`. |
                        | `roll.every` | duration, at most 1d; a bare number is in s | `30s` | Close the file then; 0 never does. |
                        | `roll.size` | size; a bare number is in B | | Close the file at this size. |
                        | `wait` | duration, at least -1ms | | How long to wait. |
                        | `batchSize` | number, at least 1 | `100` | Events per &lt;b>flush&lt;/b>, `<n>`. |
                        | `mode` | choice: `data_stream`, `plain` | `DATA-STREAM` | How it writes. |
                        | `pattern` | pattern | `a\\|\\d` | What is kept. Example: `\\w+`. |
                        | `serializer.*` | map | | Options of the serializer. Example: `appendNewline = false`. |
                        | `password` | text; secret | | Opens the door. Example: `${env:DOOR}`. |

                        ## Keys without effect

                        | key | why |
                        |---|---|
                        | `poll` | Nothing polls. |
                        """);
    }

    @Test
    void saysSoWhereThereAreNoKeys() {
        assertThat(ReferencePage.of(Components.HOST))
                .contains("a1.sources.r1.interceptors.i1.type = host\n")
                .contains("Every interceptor has `type`.")
                .endsWith("It has no keys of its own.\n");
    }

    @Test
    void listsAllComponentsByKind() {
        assertThat(ReferencePage.index(Components.ALL))
                .contains(
                        """
                        ## Sources

                        | type | what it does | stability |
                        |---|---|---|
                        | [seq](source-seq.md) | Does what seq does. | stable |
                        """)
                .contains("| [roll](sink-roll.md) | Writes lines to files. | beta |");
    }

    @Test
    void namesThePageAfterKindAndType() {
        assertThat(ReferencePage.fileName(Components.ROLL)).isEqualTo("sink-roll.md");
    }
}
