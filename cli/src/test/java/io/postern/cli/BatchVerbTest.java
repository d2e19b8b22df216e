// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code postern batch} as a stream of lines. */
class BatchVerbTest {
    private static final String NONE = "{\"op\": \"authres-parse\", \"value\": \"a; none\", \"id\": ";
    private static final String NONE_ANSWER = ",\"authservId\":\"a\",\"version\":1,\"results\":[]}";

    @Test
    void answersStandInTheOrderOfTheRequests() {
        String requests =
                IntStream.range(0, 100).mapToObj(i -> NONE + i + "}\n").collect(Collectors.joining());
        Run run = Run.withInput(requests, "batch");
        assertThat(run.lines())
                .isEqualTo(IntStream.range(0, 100)
                        .mapToObj(i -> "{\"id\":" + i + NONE_ANSWER)
                        .toList());
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void everyLineIsAnsweredWhateverItHolds() {
        String requests = NONE + "1}\n\nnonsense\n{\"id\": 2}\r\n" + NONE + "3}";
        Run run = Run.withInput("\uFEFF" + requests, "batch");
        assertThat(run.lines())
                .hasSize(5)
                .startsWith("{\"id\":1" + NONE_ANSWER, "{\"error\":\"not a JSON object\"}")
                .endsWith("{\"id\":2,\"error\":\"op: missing, needed: a string\"}", "{\"id\":3" + NONE_ANSWER);
        assertThat(run.status()).isZero();
    }

    @Test
    void noInputIsNoError() {
        assertThat(Run.of("batch")).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void textIsUtf8() {
        Run run = Run.withInput("{\"id\": \"\u00fc\u20ac\uD83D\uDE00\"}\n", "batch");
        assertThat(run.out()).startsWith("{\"id\":\"\u00fc\u20ac\uD83D\uDE00\",");
    }

    @Test
    void whatIsNotUtf8IsAnsweredNevertheless() {
        byte[] latin1 = "{\"id\": \"\u00fc\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Run.withInput(latin1, "batch").out()).startsWith("{\"id\":\"\uFFFD\",");
    }

    @Test
    void aLoneSurrogateComesBackAsItsEscape() throws IOException {
        Run run = Run.withInput("{\"id\": \"\\ud800\"}\n", "batch");
        assertThat(run.out()).startsWith("{\"id\":\"\\uD800\",");
        assertThat(new ObjectMapper().readTree(run.out()).get("id").textValue()).isEqualTo("\uD800");
    }

    @Test
    void aLineMayBeHuge() {
        String value = "a; none (" + "x".repeat(5_000_000) + ")";
        Run run = Run.withInput("{\"op\": \"authres-parse\", \"value\": \"" + value + "\"}\n" + NONE + "1}\n", "batch");
        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(1)).isEqualTo("{\"id\":1" + NONE_ANSWER);
    }

    @Test
    void deepNestingIsSurvived() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String requests = "{\"id\": " + deep + "}\n{\"op\": " + deep + "}\n{\"op\": \"spf\", \"zone\": " + deep + "}\n";
        Run run = Run.withInput(requests + NONE + "1}\n", "batch");
        assertThat(run.lines())
                .hasSize(4)
                .startsWith("{\"error\":\"nested more than 500 deep\"}")
                .endsWith("{\"id\":1" + NONE_ANSWER);
    }

    @Test
    void eachAnswerIsSentBeforeTheNextRequestIsRead() {
        StringBuilder events = new StringBuilder();
        ByteArrayInputStream in =
                new ByteArrayInputStream((NONE + "1}\n").repeat(3).getBytes(StandardCharsets.UTF_8));
        OutputStream out = new OutputStream() {
            @Override
            public void write(int octet) {
                events.append(octet == '\n' ? "line " : "");
            }

            @Override
            public void flush() {
                events.append("flush ");
            }
        };
        Postern.run(in, out, OutputStream.nullOutputStream(), "batch");
        assertThat(events).startsWith("line flush line flush line flush");
    }

    @Test
    void outputThatBreaksEndsIt() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        ByteArrayInputStream in = new ByteArrayInputStream((NONE + "1}\n").getBytes(StandardCharsets.UTF_8));
        assertThat(Postern.run(in, broken, OutputStream.nullOutputStream(), "batch"))
                .isEqualTo(ExitStatus.IO_ERROR.code());
    }
}
