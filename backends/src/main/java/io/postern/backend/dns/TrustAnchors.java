// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** The keys that are believed without proof: DS or DNSKEY records of the root or of zones below it. */
final class TrustAnchors {
    private static final String BUNDLED = "root-anchors.ds";

    private final byte[] records;
    private final Set<Name> zones;

    private TrustAnchors(byte[] records) throws IOException {
        this.records = records;
        this.zones = zones(records);
    }

    /** Those of the file, or the bundled ones; an exception when there are none. */
    static TrustAnchors read(Optional<Path> file) {
        String named = "DNSSEC trust anchors " + file.map(Path::toString).orElse("(bundled)");
        try {
            TrustAnchors anchors = new TrustAnchors(file.isPresent() ? Files.readAllBytes(file.get()) : bundled());
            if (anchors.zones.isEmpty()) {
                throw new IllegalArgumentException(named + ": no DS or DNSKEY record, needed: at least one");
            }
            return anchors;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(named, unreadable);
        }
    }

    void giveTo(ValidatingResolver validator) {
        try {
            validator.loadTrustAnchors(new ByteArrayInputStream(records));
        } catch (IOException impossible) {
            throw new AssertionError("the records have been read before", impossible);
        }
    }

    /** The deepest zone with an anchor that holds the name. */
    Optional<Name> zoneOf(Name name) {
        return zones.stream().filter(name::subdomain).max(Comparator.comparingInt(Name::labels));
    }

    private static Set<Name> zones(byte[] records) throws IOException {
        Set<Name> zones = new HashSet<>();
        try (Master master = new Master(new ByteArrayInputStream(records), Name.root, 0)) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                if (record.getType() == Type.DS || record.getType() == Type.DNSKEY) {
                    zones.add(record.getName());
                }
            }
        }
        return zones;
    }

    private static byte[] bundled() throws IOException {
        try (InputStream anchors = TrustAnchors.class.getResourceAsStream(BUNDLED)) {
            return anchors == null ? new byte[0] : anchors.readAllBytes();
        }
    }
}
