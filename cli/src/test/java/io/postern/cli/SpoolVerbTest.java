// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code postern spool}, and the ops {@code spool-write} and {@code spool-read} of {@code postern batch}. */
class SpoolVerbTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD = "From: a@example.com\r\nTo: b\r\n\tfolded\r\nX-Octets: \u00e9\u00ff\r\n";
    private static final String BODY = "One\r\n.two\r\nbare\rCR \0\r\nno end";

    @TempDir
    Path folder;

    private final Batch batch = new Batch(() -> {
        throw new AssertionError("the network was asked");
    });

    @Test
    void whatSpoolWriteWritesSpoolReadReads() throws IOException {
        ObjectNode request = request("spool-write")
                .put("messageBase64", base64(HEAD + "\r\n" + BODY))
                .put("sender", "j\u00f6rg@example.com")
                .put("now", 1795320000);
        request.putArray("recipients").add("\"a b\"@example.org").add("c@example.org");
        String id = batch.answer(request.toString()).path("messageId").textValue();
        assertThat(id).startsWith("1xUykC-");
        JsonNode read = read(id);
        assertThat(read.path("messageId").textValue()).isEqualTo(id);
        assertThat(read.path("sender").textValue()).isEqualTo("j\u00f6rg@example.com");
        assertThat(read.path("received").longValue()).isEqualTo(1795320000);
        assertThat(read.path("recipients").toString()).isEqualTo("[\"\\\"a b\\\"@example.org\",\"c@example.org\"]");
        assertThat(read.path("remaining")).hasSize(2);
        assertThat(read.path("variables").toString()).isEqualTo("{\"deliver_firsttime\":\"\"}");
        assertThat(octets(read, "headersBase64")).isEqualTo(HEAD);
        assertThat(octets(read, "bodyBase64")).isEqualTo(BODY);
    }

    @Test
    void theIdOfARequestIsTakenOnce() {
        ObjectNode request = request("spool-write")
                .put("message", "A: b\n\nc\n")
                .put("sender", "")
                .put("messageId", "1xUr8B-0005PP-0K");
        request.putArray("recipients").add("c@example.org");
        assertThat(batch.answer(request.toString()).toString()).isEqualTo("{\"messageId\":\"1xUr8B-0005PP-0K\"}");
        assertThat(batch.answer(request.toString()).path("error").textValue())
                .startsWith("directory: cannot be written: ")
                .contains("FileAlreadyExists");
        JsonNode read = read("1xUr8B-0005PP-0K");
        assertThat(octets(read, "bodyBase64")).isEqualTo("c\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'recipients': 'x'} | recipients: \"x\", allowed: a list of strings",
                "{'recipients': ['a\\nb']} | envelope: not a recipient's address",
                "{'sender': 'a\\u0000'} | envelope: not a sender",
                "{'messageId': 'x'} | messageId: \"x\", allowed: a message id of Exim",
                "{'idForm': '17'} | idForm: \"17\", allowed: 16 or 23",
                "{'directory': '/absent/x'} | directory: cannot be written: ",
                "{'message': ' a: b\\n\\nc'} | header field: a header field that begins with white space",
                "{'op': 'spool-read', 'file': '/absent/1xUr8B-0005PP-0K-H'} | file: -H or -D is not there",
                "{'op': 'spool-read', 'file': '/etc/passwd'} | file: not named as an -H file"
            })
    void whatIsWrongWithARequestIsTold(String members, String error) throws IOException {
        ObjectNode request =
                request("spool-write").put("message", "A: b\n\nc\n").put("sender", "");
        request.putArray("recipients").add("c@example.org");
        request.setAll((ObjectNode) JSON.readTree(members.replace('\'', '"')));
        assertThat(batch.answer(request.toString()).path("error").textValue()).startsWith(error);
        assertThat(listed()).isEmpty();
    }

    @Test
    void theVerbsWriteListShowReadAndInject() throws IOException {
        Path message = Files.write(folder.resolve("m.eml"), (HEAD + "\r\n" + BODY).getBytes(ISO_8859_1));
        Path spool = Files.createDirectory(folder.resolve("spool"));
        Run write = Run.of(
                "spool",
                "write",
                message.toString(),
                "--directory",
                spool.toString(),
                "--sender",
                "<>",
                "--recipient",
                "b@example.org",
                "--recipient",
                "c@example.org",
                "--id-form",
                "23");
        assertThat(write.status()).as(write.err()).isZero();
        String id = write.out().strip();
        assertThat(id).hasSize(23);
        Run list = Run.of("spool", "list", spool.toString());
        assertThat(list.status()).isZero();
        assertThat(list.out()).startsWith(id + " age=").contains(" recipients=2/2 <>");
        assertThat(Run.of("spool", "list", spool.toString(), "--json").out())
                .contains("\"remaining\":[\"b@example.org\",\"c@example.org\"]");
        String file = spool.resolve(id + "-H").toString();
        assertThat(Run.of("spool", "show", file).out())
                .contains("\"sender\":\"\"")
                .contains("To: b\n\tfolded\n");
        assertThat(readOctets(file)).isEqualTo(HEAD + "\r\n" + BODY);
        Path pickup = Files.createDirectory(folder.resolve("pickup"));
        assertThat(Run.of("spool", "inject", file, "--directory", pickup.toString())
                        .out()
                        .strip())
                .isEqualTo(id);
        assertThat(readOctets(pickup.resolve(id + "-H").toString())).isEqualTo(HEAD + "\r\n" + BODY);
    }

    @Test
    void aFileThatIsNotInTheFormatIsStatusOne() throws IOException {
        Path header = Files.writeString(folder.resolve("1xUr8B-0005PP-0K-H"), "1xUr8B-0005PP-0K-H\r\n");
        Files.writeString(folder.resolve("1xUr8B-0005PP-0K-D"), "1xUr8B-0005PP-0K-D\n");
        for (List<String> verb : List.of(List.of("show", header.toString()), List.of("list", folder.toString()))) {
            Run run = Run.of("spool", verb.get(0), verb.get(1));
            assertThat(run.status()).isEqualTo(ExitStatus.FAIL.code());
            assertThat(run.err()).contains("CRLF at the end of a line");
            assertThat(run.out()).isEmpty();
        }
        assertThat(Run.of("spool").status()).isEqualTo(ExitStatus.USAGE.code());
        assertThat(Run.of("spool", "list", folder.resolve("gone").toString()).status())
                .isEqualTo(ExitStatus.IO_ERROR.code());
    }

    private static String readOctets(String file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = Postern.run(
                new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream(), "spool", "read", file);
        assertThat(status).isZero();
        return out.toString(ISO_8859_1);
    }

    private ObjectNode request(String op) {
        return JSON.createObjectNode().put("op", op).put("directory", folder.toString());
    }

    private JsonNode read(String id) {
        return batch.answer(request("spool-read")
                .put("file", folder.resolve(id + "-H").toString())
                .toString());
    }

    private List<Path> listed() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String octets(JsonNode answer, String member) {
        return new String(Base64.getDecoder().decode(answer.path(member).textValue()), ISO_8859_1);
    }

    private static String base64(String octets) {
        return Base64.getEncoder().encodeToString(octets.getBytes(ISO_8859_1));
    }
}
