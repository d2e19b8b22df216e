// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5321 §2.3.8: CRLF alone ends a line, in whatever pieces the octets come. */
class LineEndsTest {
    private static final String ENVELOPE =
            "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";
    private static final String SMUGGLED =
            "MAIL FROM:<smuggled@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nB: 2\r\n\r\ny\r\n.\r\n";

    private static final class Nobody implements LookAhead {}

    private static EmbeddedSession session(LineEnds rule) throws Exception {
        return new EmbeddedSession(new JamesHandlers(new Nobody()), new Gate(ctx -> 0, rule));
    }

    /** What stands where the end of a message should, and the reply. */
    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of("LF", "\n", "LF without CR"),
                Arguments.of("LF . LF", "\n.\n", "LF without CR"),
                Arguments.of("LF . CRLF", "\n.\r\n", "LF without CR"),
                Arguments.of("CRLF . LF", "\r\n.\n", "LF without CR"),
                Arguments.of("LF CR", "\n\r", "LF without CR"),
                Arguments.of("CR", "\r", "CR without LF"),
                Arguments.of("CR . CR", "\r.\r", "CR without LF"),
                Arguments.of("CRLF . CR", "\r\n.\r", "CR without LF"),
                Arguments.of("CR . CRLF", "\r.\r\n", "CR without LF"),
                Arguments.of("CRLF . CR CRLF", "\r\n.\r\r\n", "CR without LF"),
                Arguments.of("CR . LF", "\r.\n", "CR without LF"),
                Arguments.of("NUL", "\0", "value zero"),
                Arguments.of("CRLF . NUL CRLF", "\r\n.\0\r\n", "value zero"),
                Arguments.of("CR NUL LF", "\r\0\n", "value zero"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void noOtherEndsAMessage(String name, String end, String why) throws Exception {
        String flight = ENVELOPE + "A: 1\r\n\r\nx" + end + SMUGGLED + ".\r\nQUIT\r\n";
        for (int split = 0; split <= flight.length(); split++) {
            EmbeddedSession session =
                    session(LineEnds.REFUSE).send(flight.substring(0, split)).send(flight.substring(split));
            String replies = session.replies();
            assertThat(replies)
                    .as("split at %d", split)
                    .containsPattern("354 [^\r]*\r\n500 5\\.5\\.2 [^\r]*" + why + "\r\n$");
            assertThat(session.codes()).isEqualTo("closed");
            assertThat(session.james().messages()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void noOtherEndsACommand(String name, String end, String why) throws Exception {
        String flight = "EHLO c.example\r\nNOOP" + end + SMUGGLED;
        for (int split = 0; split <= flight.length(); split++) {
            EmbeddedSession session = session(LineEnds.ACCEPT_BARE_CR)
                    .send(flight.substring(0, split))
                    .send(flight.substring(split));
            assertThat(session.replies()).as("split at %d", split).doesNotContain("354");
            assertThat(session.codes()).isEqualTo("closed");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void aBareCrThatIsAcceptedEndsNothing(String name, String end, String why) throws Exception {
        String flight = ENVELOPE + "A: 1\r\n\r\nx" + end + SMUGGLED;
        for (int split = 0; split <= flight.length(); split++) {
            EmbeddedSession session = session(LineEnds.ACCEPT_BARE_CR)
                    .send(flight.substring(0, split))
                    .send(flight.substring(split));
            if (end.matches("(?s)(\r(?!\n)|\r\n|\\.)+")) {
                assertThat(session.codes()).as("split at %d", split).isEqualTo("220 250 250 250 354 250");
                // of a line's dot before something else James takes none
                assertThat(session.james().messages())
                        .containsExactly("a@b.example [c@d.example]\nA: 1\r\n\r\nx" + end
                                + SMUGGLED.substring(0, SMUGGLED.length() - 3));
            } else {
                assertThat(session.codes()).as("split at %d", split).isEqualTo("220 250 250 250 354 500 closed");
                assertThat(session.james().messages()).isEmpty();
            }
            session.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void crlfEndsAMessageInWhateverPieces(int piece) throws Exception {
        String flight = ENVELOPE + "A: 1\r\n\r\n..x\r\n.\r\n";
        EmbeddedSession session = session(LineEnds.REFUSE);
        for (int i = 0; i < flight.length(); i += piece) {
            session.send(flight.substring(i, Math.min(flight.length(), i + piece)));
        }
        assertThat(session.codes()).isEqualTo("220 250 250 250 354 250");
        assertThat(session.james().messages()).containsExactly("a@b.example [c@d.example]\nA: 1\r\n\r\n.x\r\n");
        session.close();
    }

    @Test
    void anOverlongLineWithAnotherEndIsRefusedToo() throws Exception {
        for (String end : new String[] {"\n", "\r", "\0"}) {
            EmbeddedSession session = session(LineEnds.REFUSE);
            session.send(ENVELOPE + "y".repeat(Gate.MAX_TEXT_LINE)).send("y".repeat(10) + end + SMUGGLED);
            assertThat(session.codes()).isEqualTo("220 250 250 250 354 500 closed");
        }
    }
}
