// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.eximspool.IdForm;
import io.postern.eximspool.SpoolDirectory;
import io.postern.eximspool.SpoolDraft;
import io.postern.eximspool.SpoolEntry;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolFiles;
import io.postern.eximspool.SpoolHeader;
import io.postern.eximspool.SpoolId;
import io.postern.eximspool.SpoolIds;
import io.postern.eximspool.SpoolPair;
import io.postern.eximspool.SpoolRecipient;
import io.postern.eximspool.SpoolSettings;
import io.postern.eximspool.SpoolVariable;
import io.postern.eximspool.SpoolWriter;
import io.postern.eximspool.Submitter;
import io.postern.eximspool.Taken;
import io.postern.message.Message;
import io.postern.value.Parsed;
import io.postern.value.Utf8;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/** Writes and reads pairs of spool files for whoever asks on the command line. */
final class SpoolPairs {
    private static final String RULE = "spool file";

    private SpoolPairs() {}

    /** What the command line says about a message; malformed if no spool can hold it. */
    static Parsed<SpoolDraft> draft(Message message, String sender, List<String> recipients, Clock clock) {
        try {
            SpoolEnvelope envelope = new SpoolEnvelope(
                    Submitter.ofThisProcess(),
                    Utf8.encode(sender),
                    clock.instant(),
                    0,
                    List.of(SpoolVariable.of("deliver_firsttime", "")),
                    List.of(),
                    new TreeSet<>(),
                    recipients.stream()
                            .map(address -> SpoolRecipient.of(Utf8.encode(address)))
                            .toList());
            return SpoolDraft.of(envelope, message);
        } catch (IllegalArgumentException bad) {
            return Parsed.malformed(0, "envelope", String.valueOf(bad.getMessage()));
        }
    }

    /** Writes a pair, on disk before it answers, under the id that is given or a new one. */
    static SpoolHeader write(SpoolDraft draft, Path directory, Optional<SpoolId> id, IdForm form, Clock clock)
            throws IOException {
        SpoolWriter writer = new SpoolWriter(
                SpoolSettings.of(directory),
                SpoolIds.ofThisProcess(form, OptionalInt.empty(), clock),
                SpoolFiles.ofSystem());
        return id.isPresent() ? writer.write(draft, id.get()) : writer.write(draft);
    }

    /** The pair of an {@code -H} file, without a lock; malformed with the reason if there is none. */
    static Parsed<SpoolPair> read(Path header) throws IOException {
        Optional<SpoolEntry> entry = SpoolDirectory.entry(header);
        if (entry.isEmpty()) {
            return Parsed.malformed(0, RULE, "not named as an -H file");
        }
        Taken taken = SpoolDirectory.look(entry.get());
        if (taken instanceof Taken.Pair found) {
            return Parsed.ok(found.pair());
        }
        if (taken instanceof Taken.Malformed bad) {
            return Parsed.malformed(0, RULE, bad.why());
        }
        return Parsed.malformed(0, RULE, "-H or -D is not there");
    }
}
