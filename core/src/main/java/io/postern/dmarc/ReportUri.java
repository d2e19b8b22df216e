// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.Ascii;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place that reports go to: an entry of {@code rua=} or {@code ruf=}, without the size limit that RFC 7489 allowed
 * behind it. Printable ASCII without white space, comma and exclamation mark. Nothing says that it wants reports.
 */
public record ReportUri(URI value) {
    // RFC 9989 §4.8: an obsolete size limit, !10m, is still grammatical and is ignored
    private static final Pattern OBSOLETE_LIMIT = Pattern.compile("![0-9]+[kmgtKMGT]?$");

    /** One entry of the list, without white space around it; empty where it is no URI with a scheme. */
    static Optional<ReportUri> parse(String entry) {
        String text = OBSOLETE_LIMIT.matcher(entry).replaceFirst("");
        if (text.indexOf('!') >= 0 || !text.chars().allMatch(Ascii::isVisible)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(text)).filter(URI::isAbsolute).map(ReportUri::new);
        } catch (URISyntaxException notOne) {
            return Optional.empty();
        }
    }

    /** Whether reports go there by mail, which is the only way that every reporter knows. */
    public boolean isMailto() {
        return Ascii.equalsIgnoreCase(value.getScheme(), "mailto");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
