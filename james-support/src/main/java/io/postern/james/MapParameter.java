// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.backend.lmdb.KeyEnd;
import io.postern.backend.lmdb.Locking;
import io.postern.lookup.KeyForm;
import java.time.Duration;
import java.util.List;

/** What may stand behind the path of a map. */
public enum MapParameter implements Parameter {
    LOCKING("locking", "lmdb", ParameterType.words(List.of(Locking.values()), Locking::keyword)),
    DATABASE("database", "", ParameterType.TEXT),
    KEY("key", "lower", ParameterType.words(List.of(KeyForm.values()), KeyForm::keyword)),
    KEY_END("keyEnd", "plain", ParameterType.words(List.of(KeyEnd.values()), KeyEnd::keyword)),
    PREFIXES4("prefixes4", "24,16,8", prefixes(32)),
    PREFIXES6("prefixes6", "64,48,32", prefixes(128)),
    RELOAD("reload", "5 s", ParameterType.duration(Duration.ofMillis(100), Duration.ofDays(1)));

    private final Declaration declaration;

    MapParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    private static ParameterType<List<Integer>> prefixes(int most) {
        return ParameterType.list(
                "prefix lengths, 0 to " + most,
                text -> ParameterType.number(0, most).parser().apply(text));
    }
}
