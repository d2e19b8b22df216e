// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.backend.lmdb.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmdbVerbTest {
    @TempDir
    Path folder;

    private String table(Map<String, String> entries) throws Exception {
        return Tables.write(folder.resolve("t.mdb"), entries).toString();
    }

    private static void assertRun(Run run, int status, String out) {
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(out);
        assertThat(run.status()).isEqualTo(status);
    }

    @Test
    void getPrintsTheValueAndANewline() throws Exception {
        String file = table(Map.of("example.org", "yes", "Empty", "", "*.example.net", "sub"));
        assertRun(Run.of("lmdb", "get", file, "example.org"), 0, "yes\n");
        assertRun(Run.of("lmdb", "get", file, "Empty"), 0, "\n");
        assertRun(Run.of("lmdb", "get", file, "--key", "partial", "a.b.example.net"), 0, "sub\n");
    }

    @Test
    void anAbsentKeyIsNothingAndStatusOne() throws Exception {
        String file = table(Map.of("example.org", "yes"));
        assertRun(Run.of("lmdb", "get", file, "Example.ORG"), 1, "");
        assertRun(Run.of("lmdb", "get", file, "--key", "lower", "Example.ORG"), 0, "yes\n");
        assertRun(Run.of("lmdb", "get", file, ""), 1, "");
    }

    @Test
    void whatCannotBeReadIsAMessageAndStatusTwo() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty"));
        for (String verb : new String[] {"get", "stat", "dump"}) {
            Run run = verb.equals("get")
                    ? Run.of("lmdb", verb, empty.toString(), "a")
                    : Run.of("lmdb", verb, empty.toString());
            assertThat(run.err()).isEqualTo("lmdb: " + empty + " is empty\n");
            assertThat(run.out()).isEmpty();
            assertThat(run.status()).isEqualTo(2);
        }
        assertThat(Run.of("lmdb", "get", folder.resolve("absent").toString(), "a")
                        .status())
                .isEqualTo(2);
        assertThat(Run.of("lmdb", "get", table(Map.of()), "--db", "none", "a").err())
                .contains("no database named none");
        assertThat(Run.of("lmdb", "get", table(Map.of()), "--locking", "flock", "a")
                        .err())
                .contains("allowed: lmdb, postfix, none");
        assertThat(Run.of("lmdb").status()).isEqualTo(2);
    }

    @Test
    void keysOfPostfix() throws Exception {
        String file = table(Map.of("a\0", "1\0"));
        assertRun(Run.of("lmdb", "get", file, "--locking", "postfix", "--key-end", "nul", "a"), 0, "1\n");
        assertRun(Run.of("lmdb", "get", file, "--locking", "none", "a"), 1, "");
    }

    @Test
    void dumpPrintsAllInOrderWithTheirOddOctets() throws Exception {
        String file = table(Map.of("b", "tab\there", "a\0", "back\\slash", "c", "\u00e9"));
        assertRun(Run.of("lmdb", "dump", file), 0, "a\\00\tback\\5cslash\nb\ttab\\09here\nc\t\\c3\\a9\n");
    }

    @Test
    void aLargeTableIsDumpedWhole() throws Exception {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            entries.put("key" + i, "v");
        }
        assertThat(Run.of("lmdb", "dump", table(entries)).lines()).hasSize(20_000);
    }

    @Test
    void statPrintsNumbers() throws Exception {
        Run run = Run.of("lmdb", "stat", table(Map.of("a", "1", "b", "2")));
        assertThat(run.status()).isZero();
        assertThat(run.lines()).contains("entries 2", "depth 1", "page-size 4096", "transaction 1");
    }
}
