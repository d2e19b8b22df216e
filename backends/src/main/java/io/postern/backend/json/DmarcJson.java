// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.SignedDomain;
import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.dmarc.SpfEvidence;
import io.postern.spf.SpfResult;
import io.postern.value.Ascii;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What DMARC found (RFC 9989), as {@code postern batch} answers its op {@code dmarc}:
 *
 * <pre>
 * {"result": "fail", "policy": "reject", "disposition": "quarantine", "organizationalDomain": "example.com",
 *  "recordDomain": "example.com", "alignedSpf": false, "alignedDkim": false, "discovery": "treewalk",
 *  "queries": ["_dmarc.example.com TXT", "_dmarc.com TXT"], "status": "quarantine", "authorDomain": "example.com"}
 * </pre>
 *
 * <p>{@code policy} is what the record says of the Author Domain, {@code disposition} that after {@code t=y}, and none
 * of a message that does not fail. {@code problem} is there with temperror and permerror only, {@code pslDiffers} where
 * the Public Suffix List gave a second opinion, {@code pslOrganizationalDomain} with it.
 */
public final class DmarcJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_QUOTED = 80;

    private DmarcJson() {}

    public static ObjectNode of(DmarcOutcome outcome) {
        ObjectNode json = JSON.objectNode()
                .put("result", outcome.result().keyword())
                .put("policy", outcome.domainPolicy())
                .put("disposition", outcome.disposition().keyword())
                .put("organizationalDomain", text(outcome.discovery().organizationalDomain()))
                .put("recordDomain", outcome.usedDomain())
                .put("alignedSpf", outcome.alignmentSpf())
                .put("alignedDkim", outcome.alignmentDkim())
                .put("discovery", outcome.discovery().method().keyword());
        ArrayNode queries = json.putArray("queries");
        outcome.discovery().queries().forEach(queries::add);
        json.put("status", outcome.status().keyword()).put("authorDomain", text(outcome.authorDomain()));
        outcome.discovery()
                .secondOpinion()
                .ifPresent(opinion -> json.put("pslDiffers", opinion.differs())
                        .put(
                                "pslOrganizationalDomain",
                                opinion.organizationalDomain().value()));
        outcome.problem().map(Problem::detail).ifPresent(detail -> json.put("problem", detail));
        return json;
    }

    /** {@code spf: {result, domain}} of a request; not checked if absent or null. */
    public static SpfEvidence spf(JsonRequest request, DomainConverter toALabels) throws BadRequest {
        Optional<JsonNode> given = request.member("spf").filter(node -> !node.isNull());
        if (given.isEmpty()) {
            return SpfEvidence.NONE;
        }
        String word = member("spf", given.get(), "result");
        SpfResult result =
                SpfResult.of(Ascii.toLowerCase(word)).orElseThrow(() -> wrong("spf", word, "a result of RFC 7208"));
        String domain = given.get().path("domain").asText("");
        return new SpfEvidence(result, toALabels.toAscii(domain).ok());
    }

    /**
     * {@code dkim: [{result, domain, selector}]} of a request; one that was not signed has no domain and is left out.
     */
    public static List<SignedDomain> dkim(JsonRequest request, DomainConverter toALabels) throws BadRequest {
        JsonNode given = request.member("dkim").orElseGet(JSON::arrayNode);
        if (!given.isArray() && !given.isNull()) {
            throw wrong("dkim", given.toString(), "a list of objects with result and domain");
        }
        List<SignedDomain> signatures = new ArrayList<>();
        for (JsonNode each : given) {
            String word = member("dkim", each, "result");
            Optional<DomainName> domain =
                    toALabels.toAscii(each.path("domain").asText("")).ok();
            if (word.equals("none") || domain.isEmpty()) {
                continue;
            }
            Verdict verdict = Verdict.of(Ascii.toLowerCase(word))
                    .orElseThrow(() -> wrong("dkim", word, "a result of RFC 8601 §2.7.1"));
            signatures.add(new SignedDomain(domain.get(), each.path("selector").asText(""), verdict));
        }
        return signatures;
    }

    private static String member(String name, JsonNode object, String member) throws BadRequest {
        JsonNode value = object.path(member);
        if (!value.isTextual()) {
            throw wrong(name, object.toString(), "an object with " + member + ", a string");
        }
        return value.textValue();
    }

    private static BadRequest wrong(String name, String found, String allowed) {
        return new BadRequest(name + ": " + Ascii.printable(found, MAX_QUOTED) + ", allowed: " + allowed);
    }

    private static String text(Optional<DomainName> name) {
        return name.map(DomainName::value).orElse("");
    }
}
