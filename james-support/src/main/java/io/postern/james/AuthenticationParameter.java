// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.dkim.DkimPolicy;
import io.postern.dkim.DkimPolicy.PartialBody;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.PolicyRequest;
import io.postern.policy.Correspondent;
import io.postern.policy.RejectAction;
import io.postern.policy.TemperrorAction;
import io.postern.policy.TrustedSources;
import io.postern.value.Parsed;
import java.util.List;

/** The parameters of DKIM and DMARC, the same at SMTP time and in the spooler. */
public enum AuthenticationParameter implements Parameter {
    REJECT_ACTION(
            "rejectAction", "corroborated", ParameterType.words(List.of(RejectAction.values()), RejectAction::keyword)),
    UNUSABLE_FROM("unusableFrom", "quarantine", Types.step(List.of(PolicyRequest.values()))),
    DMARC_TEMPERROR(
            "dmarcTemperror",
            "accept",
            ParameterType.words(List.of(TemperrorAction.values()), TemperrorAction::keyword)),
    EXEMPT("exempt", "", Types.SOURCES),
    TRUSTED_FORWARDERS("trustedForwarders", "", Types.SOURCES),
    FORWARDED("forwarded", "quarantine", Types.MILDER),
    FROM_LISTS("fromLists", "quarantine", Types.MILDER),
    SKIP_CLIENTS("skipClients", "", ParameterType.NETWORKS),
    SKIP_RECIPIENTS(
            "skipRecipients", "", ParameterType.list("mail addresses and domains", Correspondent::addressOrDomain)),
    SKIP_AUTHOR_DOMAINS("skipAuthorDomains", "", ParameterType.DOMAINS),
    QUARANTINE_PROCESSOR("quarantineProcessor", "", ParameterType.TEXT),
    QUARANTINE_HEADER("quarantineHeader", "", new ParameterType<>("a header field's name", Types::fieldName)),
    DISCOVERY("discovery", "auto", ParameterType.words(List.of(DiscoveryMethod.values()), DiscoveryMethod::keyword)),
    PSL_FILE("pslFile", "", ParameterType.FILE),
    HISTORY_FILE("historyFile", "", ParameterType.FILE),
    MAX_SIGNATURES("maxSignatures", "10", ParameterType.number(1, DkimPolicy.MAX_SIGNATURES)),
    ARC_TRUSTED_SEALERS("arcTrustedSealers", "", ParameterType.FILE),
    WITH_TRUSTED_ARC("withTrustedArc", "tag", Types.MILDER),
    PARTIAL_BODY(
            "partialBody",
            "ignore-for-dmarc",
            ParameterType.words(List.of(PartialBody.values()), PartialBody::keyword));

    private final Declaration declaration;

    AuthenticationParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    private static final class Types {
        static final ParameterType<TrustedSources> SOURCES =
                new ParameterType<>("networks and domains, separated by commas", TrustedSources::parse);
        static final ParameterType<PolicyRequest> MILDER = step(List.of(PolicyRequest.NONE, PolicyRequest.QUARANTINE));

        /** How far to go: what a policy calls none is tag. */
        static ParameterType<PolicyRequest> step(List<PolicyRequest> allowed) {
            return ParameterType.words(allowed, step -> step == PolicyRequest.NONE ? "tag" : step.keyword());
        }

        /** RFC 5322 §3.6.8: printable ASCII without a colon. */
        static Parsed<String> fieldName(String text) {
            boolean clean = text.length() <= 70 && text.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
            return clean ? Parsed.ok(text) : Parsed.malformed(0, "field-name", "not printable ASCII without a colon");
        }
    }
}
