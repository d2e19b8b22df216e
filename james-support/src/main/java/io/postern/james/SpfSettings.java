// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.backend.idn.Idna;
import io.postern.message.TrustedRelays;
import io.postern.policy.ActionWord;
import io.postern.policy.Mode;
import io.postern.policy.SpfPolicy;
import io.postern.policy.SpfPolicy.DomainOverride;
import io.postern.spf.Explanations;
import io.postern.spf.MacroString;
import io.postern.spf.SpfRecord;
import io.postern.spf.SpfReplyText;
import io.postern.spf.SpfResult;
import io.postern.spf.SpfTransaction;
import io.postern.spf.SpfTransaction.Identities;
import io.postern.value.IpAddress;
import io.postern.value.IpNetwork;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of SPF as values. */
public record SpfSettings(
        Mode mode,
        SpfTransaction transaction,
        SpfPolicy policy,
        SpfReplyText replyText,
        List<IpNetwork> trustedNetworks,
        TrustedRelays trustedRelays,
        boolean receivedSpf) {
    /** What else judges the same mail; parameters that are {@code auto} depend on it. */
    public enum Beside {
        NOTHING,
        DMARC
    }

    public static SpfSettings of(Parameters parameters, PosternServices services, Beside beside) {
        Identities identities = parameters.get(SpfParameter.CHECK_HELO, Boolean.class)
                ? Identities.HELO_AND_MAIL_FROM
                : Identities.MAIL_FROM;
        return new SpfSettings(
                parameters.get(SpfParameter.MODE, Mode.class),
                new SpfTransaction(
                        services.resolver(),
                        services.clock(),
                        new Idna(),
                        services.dnsDeadline(),
                        identities,
                        parameters.get(SpfParameter.EXPLANATION, Explanations.class),
                        parameters.optional(SpfParameter.GUESS_RECORD, SpfRecord.class)),
                policy(parameters, beside),
                new SpfReplyText(
                        parameters.get(SpfParameter.REPLY_TEMPLATE, MacroString.class),
                        parameters.get(SpfParameter.EXPLANATION, Explanations.class)),
                parameters.list(SpfParameter.TRUSTED_NETWORKS, IpNetwork.class),
                new TrustedRelays(parameters.list(SpfParameter.TRUSTED_RELAYS, IpNetwork.class)),
                parameters.get(SpfParameter.RECEIVED_SPF, Boolean.class));
    }

    /** Whether mail of this client is not checked. */
    public boolean trusts(IpAddress client) {
        return trustedNetworks.stream().anyMatch(network -> network.contains(client));
    }

    private static SpfPolicy policy(Parameters parameters, Beside beside) {
        Optional<ActionWord> fail = parameters.optional(SpfParameter.FAIL, ActionWord.class);
        ActionWord temperror = parameters
                .optional(SpfParameter.TEMPERROR, ActionWord.class)
                .orElse(beside == Beside.DMARC ? ActionWord.TAG : ActionWord.DEFER);
        SpfPolicy policy = new SpfPolicy(
                Map.of(
                        SpfResult.FAIL, fail.orElse(ActionWord.REJECT),
                        SpfResult.SOFTFAIL, action(parameters, SpfParameter.SOFTFAIL),
                        SpfResult.NEUTRAL, action(parameters, SpfParameter.NEUTRAL),
                        SpfResult.NONE, action(parameters, SpfParameter.NONE),
                        SpfResult.PERMERROR, action(parameters, SpfParameter.PERMERROR),
                        SpfResult.TEMPERROR, temperror),
                Map.of(SpfResult.FAIL, action(parameters, SpfParameter.HELO_FAIL)),
                Map.of(
                        SpfResult.FAIL, action(parameters, SpfParameter.GUESS_FAIL),
                        SpfResult.SOFTFAIL, action(parameters, SpfParameter.GUESS_SOFTFAIL),
                        SpfResult.NEUTRAL, action(parameters, SpfParameter.GUESS_NEUTRAL)),
                parameters.list(SpfParameter.DOMAIN_OVERRIDES, DomainOverride.class));
        return fail.isEmpty() && beside == Beside.DMARC ? policy.rejectingOnlyBareRecords() : policy;
    }

    private static ActionWord action(Parameters parameters, SpfParameter parameter) {
        return parameters.get(parameter, ActionWord.class);
    }
}
