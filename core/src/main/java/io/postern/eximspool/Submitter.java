// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who gave the message to the mail server: for mail that came over the network, the server's own user.
 *
 * @param login octet string, may hold spaces
 * @param uid of the user; negative where none is known
 * @param gid of the user's group; negative where none is known
 */
public record Submitter(String login, long uid, long gid) {
    /** Characters of a login. Ours. */
    public static final int MAX_LOGIN = 256;

    private static final long NOT_KNOWN = -1;

    public Submitter {
        SpoolText.require(isLogin(login), "not a login name");
    }

    /** The user that this process runs as; numbers only where the system has {@code /proc}. */
    public static Submitter ofThisProcess() {
        String name = Objects.requireNonNullElse(System.getProperty("user.name"), "");
        String login = isLogin(name) ? name : "postern";
        try {
            Map<String, Object> ids = Files.readAttributes(Path.of("/proc/self"), "unix:uid,gid");
            return new Submitter(login, number(ids.get("uid")), number(ids.get("gid")));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException notThisSystem) {
            return new Submitter(login, NOT_KNOWN, NOT_KNOWN);
        }
    }

    private static long number(@Nullable Object id) {
        return id instanceof Number number ? number.longValue() : NOT_KNOWN;
    }

    private static boolean isLogin(String text) {
        return !text.isEmpty() && text.length() <= MAX_LOGIN && SpoolText.isAddress(text);
    }
}
