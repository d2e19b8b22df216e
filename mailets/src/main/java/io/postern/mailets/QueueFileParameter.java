// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.eximspool.BodyForm;
import io.postern.eximspool.DirectoryTemplate;
import io.postern.eximspool.Durability;
import io.postern.eximspool.IdForm;
import io.postern.eximspool.SpoolIds;
import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import io.postern.james.SpoolAttribute;
import io.postern.james.SpoolFacts;
import io.postern.value.Parsed;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** What {@link QueueFile} may be told. */
public enum QueueFileParameter implements Parameter {
    DIRECTORY(
            "directory",
            "",
            new ParameterType<>(
                    "an absolute path, in the last name of which ${...} may stand with "
                            + String.join(", ", new TreeSet<>(SpoolFacts.DIRECTORY_VARIABLES)),
                    text -> DirectoryTemplate.parse(text, SpoolFacts.DIRECTORY_VARIABLES))),
    SPLIT("split", "false", ParameterType.FLAG),
    OWNER("owner", "", ParameterType.TEXT),
    GROUP("group", "", ParameterType.TEXT),
    MODE("mode", "0640", new ParameterType<>("three octal digits, with or without 0 before them", Text::mode)),
    DURABILITY("durability", "fsync", ParameterType.words(List.of(Durability.values()), Durability::keyword)),
    BODY_FORM("bodyForm", "lf", ParameterType.words(List.of(BodyForm.values()), BodyForm::keyword)),
    ID_FORM("idForm", "16", ParameterType.words(List.of(IdForm.values()), IdForm::keyword)),
    NODE_NUMBER("nodeNumber", "", new ParameterType<>("empty, or 0 to " + SpoolIds.MAX_NODE, Text::node)),
    ATTRIBUTES("attributes", "", ParameterType.list("attribute=acl_m_name", SpoolAttribute::parse)),
    AFTER("after", "ghost", ParameterType.words(List.of(After.values()), After::keyword)),
    ON_ERROR("onError", "error", new ParameterType<>("a processor", Text::processor));

    /** What becomes of a mail that has been written. */
    enum After {
        /** James has done with it. */
        GHOST("ghost"),
        /** The next mailet has it too. */
        CONTINUE("continue");

        private final String keyword;

        After(String keyword) {
            this.keyword = keyword;
        }

        String keyword() {
            return keyword;
        }
    }

    private final Declaration declaration;

    QueueFileParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    /** Readers of values. */
    private static final class Text {
        static Parsed<Set<PosixFilePermission>> mode(String text) {
            String digits = text.length() == 4 && text.startsWith("0") ? text.substring(1) : text;
            if (digits.length() != 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '7')) {
                return Parsed.malformed(0, "mode", "not three octal digits");
            }
            StringBuilder permissions = new StringBuilder();
            digits.chars()
                    .forEach(digit -> permissions
                            .append((digit & 4) == 0 ? '-' : 'r')
                            .append((digit & 2) == 0 ? '-' : 'w')
                            .append((digit & 1) == 0 ? '-' : 'x'));
            return Parsed.ok(PosixFilePermissions.fromString(permissions.toString()));
        }

        static Parsed<OptionalInt> node(String text) {
            if (text.isEmpty()) {
                return Parsed.ok(OptionalInt.empty());
            }
            return ParameterType.number(0, SpoolIds.MAX_NODE)
                    .parser()
                    .apply(text)
                    .map(OptionalInt::of);
        }

        static Parsed<String> processor(String text) {
            return Optional.of(text)
                    .filter(name -> !name.isEmpty())
                    .map(Parsed::ok)
                    .orElse(Parsed.malformed(0, "processor", "empty"));
        }
    }
}
