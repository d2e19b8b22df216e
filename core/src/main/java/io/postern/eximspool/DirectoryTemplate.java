// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory whose last part may depend on the message: {@code /var/spool/scanner/${sender_domain}}. Immutable.
 *
 * <p>What a variable holds came from outside, so it can name one folder below the fixed part and never leave it:
 * characters other than letters, digits, {@code - _ = + .} become {@code _}, so does a dot at the start of a folder's
 * name, a value has {@value #MAX_VALUE} characters at most, and an empty one is {@code _}.
 */
public final class DirectoryTemplate {
    /** Characters of a variable's value. Ours: names of files have 255 at most. */
    public static final int MAX_VALUE = 100;

    private static final String RULE = "directory";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([a-z_]*)\\}");
    private static final Pattern OUTSIDE = Pattern.compile("[^A-Za-z0-9_=+.-]");

    private final Path base;
    /** The name of the folder below the base; empty if there is none. */
    private final String folder;

    private DirectoryTemplate(Path base, String folder) {
        this.base = base;
        this.folder = folder;
    }

    /** Reads an absolute path, in the last name of which variables of {@code known} may stand as {@code ${name}}. */
    public static Parsed<DirectoryTemplate> parse(String text, Set<String> known) {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
            return Parsed.malformed(0, RULE, "not an absolute path");
        }
        int dollar = text.indexOf('$');
        if (dollar < 0) {
            return Parsed.ok(new DirectoryTemplate(Path.of(text).normalize(), ""));
        }
        int slash = text.lastIndexOf('/');
        if (dollar < slash) {
            return Parsed.malformed(dollar, RULE, "a variable before the last /");
        }
        String folder = text.substring(slash + 1);
        Matcher variables = VARIABLE.matcher(folder);
        while (variables.find()) {
            if (!known.contains(variables.group(1))) {
                return Parsed.malformed(slash + 1 + variables.start(), RULE, "an unknown variable");
            }
        }
        if (VARIABLE.matcher(folder).replaceAll("").indexOf('$') >= 0) {
            return Parsed.malformed(dollar, RULE, "not of the form ${name}");
        }
        return Parsed.ok(
                new DirectoryTemplate(Path.of(text.substring(0, slash + 1)).normalize(), folder));
    }

    /** The fixed part. */
    public Path base() {
        return base;
    }

    /** Whether messages go to folders of it. */
    public boolean hasFolder() {
        return !folder.isEmpty();
    }

    /** The directory for a message: the base, or a folder directly in it. */
    public Path expand(Map<String, String> values) {
        if (folder.isEmpty()) {
            return base;
        }
        String name = VARIABLE.matcher(folder)
                .replaceAll(match -> Matcher.quoteReplacement(safe(values.getOrDefault(match.group(1), ""))));
        return base.resolve(name.startsWith(".") ? "_" + name.substring(1) : name);
    }

    private static String safe(String value) {
        String clean = OUTSIDE.matcher(Ascii.toLowerCase(value)).replaceAll("_");
        return clean.isEmpty() ? "_" : clean.substring(0, Math.min(clean.length(), MAX_VALUE));
    }
}
