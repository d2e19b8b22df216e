// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.arc.ArcSealer.Timestamps;
import io.postern.arc.SealExpiry;
import io.postern.arc.SignedNames;
import io.postern.dkim.Canonicalization;
import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** What {@link ArcSeal} may be told. */
public enum ArcSealParameter implements Parameter {
    AUTHSERV_ID("authservId", "", ParameterType.optional("a host name", DomainName::parse)),
    DOMAIN("domain", "", ParameterType.optional("a domain name", DomainName::parse)),
    SELECTOR("selector", "", ParameterType.optional("a name", DomainName::parse)),
    KEY_FILE("keyFile", "", ParameterType.FILE),
    NEXT_SELECTOR("nextSelector", "", ParameterType.optional("a name", DomainName::parse)),
    NEXT_KEY_FILE("nextKeyFile", "", ParameterType.FILE),
    NEXT_FROM("nextFrom", "", ParameterType.optional("a moment, such as 2027-01-31T00:00:00Z", Types::instant)),
    HEADERS(
            "headers",
            "",
            ParameterType.optional("field names, separated by colons or commas, From among them", SignedNames::parse)),
    TIMESTAMPS(
            "timestamps",
            "on",
            ParameterType.words(List.of(Timestamps.values()), value -> value == Timestamps.ON ? "on" : "off")),
    EXPIRE(
            "expire",
            "never",
            new ParameterType<>("never, nothing, seconds since 1970, or + and seconds", Types::expiry)),
    CANONICALIZATION("canonicalization", "relaxed/relaxed", ParameterType.words(Forms.ALL, Forms::keyword));

    /** Of header and body. */
    record Forms(Canonicalization header, Canonicalization body) {
        static final List<Forms> ALL = List.of(
                new Forms(Canonicalization.RELAXED, Canonicalization.RELAXED),
                new Forms(Canonicalization.RELAXED, Canonicalization.SIMPLE),
                new Forms(Canonicalization.SIMPLE, Canonicalization.RELAXED),
                new Forms(Canonicalization.SIMPLE, Canonicalization.SIMPLE));

        String keyword() {
            return header.keyword() + "/" + body.keyword();
        }
    }

    private final Declaration declaration;

    ArcSealParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    private static final class Types {
        static Parsed<Instant> instant(String text) {
            try {
                return Parsed.ok(Instant.parse(text));
            } catch (DateTimeException e) {
                return Parsed.malformed(0, "moment", "no date and time of UTC");
            }
        }

        static Parsed<SealExpiry> expiry(String text) {
            return text.equals("never") ? Parsed.ok(new SealExpiry.Never()) : SealExpiry.parse(text);
        }
    }
}
