// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.authenticate.Authentication;
import io.postern.backend.history.HistoryFile;
import io.postern.backend.idn.Idna;
import io.postern.backend.psl.SuffixListSource;
import io.postern.dkim.DkimPolicy;
import io.postern.dkim.DkimPolicy.PartialBody;
import io.postern.dkim.DkimVerifier;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.PolicyRequest;
import io.postern.policy.DmarcPolicy;
import io.postern.policy.Mode;
import io.postern.policy.RejectAction;
import io.postern.policy.TemperrorAction;
import io.postern.policy.TrustedSources;
import io.postern.value.DomainName;
import io.postern.value.IpNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parameters of DKIM and DMARC as values.
 *
 * @param history where facts for aggregate reports go
 * @param sealers whose ARC seals are believed
 */
public record AuthenticationSettings(
        Mode mode,
        Authentication authentication,
        DmarcPolicy policy,
        DmarcSkips skips,
        Quarantine quarantine,
        Optional<HistoryFile> history,
        TrustedSealers sealers) {
    private static final Logger LOGGER = LoggerFactory.getLogger(AuthenticationSettings.class);

    /**
     * What is done with mail that is put aside, besides the attribute.
     *
     * @param processor where it goes; empty: on its way
     * @param header the name of a field that it gets; empty: none
     */
    public record Quarantine(String processor, String header) {}

    /**
     * Of parameters that have been read.
     *
     * @throws BadConfiguration if a file that is named is of no use
     */
    public static AuthenticationSettings of(Mode mode, Parameters parameters, PosternServices services)
            throws BadConfiguration {
        DiscoveryMethod discovery = parameters.get(AuthenticationParameter.DISCOVERY, DiscoveryMethod.class);
        DkimVerifier dkim = new DkimVerifier(
                services.resolver(),
                services.clock(),
                new Idna(),
                services.dnsDeadline(),
                services.crypto(),
                new DkimPolicy(
                        parameters.get(AuthenticationParameter.MAX_SIGNATURES, Integer.class),
                        parameters.get(AuthenticationParameter.PARTIAL_BODY, PartialBody.class),
                        DkimPolicy.DEFAULT.clockSkew()));
        SuffixListSource suffixes = suffixes(parameters, services);
        if (discovery != DiscoveryMethod.TREEWALK) {
            tell(suffixes.status());
        }
        return new AuthenticationSettings(
                mode,
                new Authentication(dkim, discovery, suffixes),
                policy(parameters),
                new DmarcSkips(
                        parameters.list(AuthenticationParameter.SKIP_CLIENTS, IpNetwork.class),
                        Set.copyOf(parameters.list(AuthenticationParameter.SKIP_RECIPIENTS, String.class)),
                        parameters.list(AuthenticationParameter.SKIP_AUTHOR_DOMAINS, DomainName.class)),
                new Quarantine(
                        parameters.get(AuthenticationParameter.QUARANTINE_PROCESSOR, String.class),
                        parameters.get(AuthenticationParameter.QUARANTINE_HEADER, String.class)),
                history(parameters),
                sealers(parameters, services));
    }

    private static DmarcPolicy policy(Parameters parameters) {
        return new DmarcPolicy(
                parameters.get(AuthenticationParameter.REJECT_ACTION, RejectAction.class),
                parameters.get(AuthenticationParameter.DMARC_TEMPERROR, TemperrorAction.class),
                parameters.get(AuthenticationParameter.UNUSABLE_FROM, PolicyRequest.class),
                parameters.get(AuthenticationParameter.EXEMPT, TrustedSources.class),
                parameters.get(AuthenticationParameter.TRUSTED_FORWARDERS, TrustedSources.class),
                parameters.get(AuthenticationParameter.FORWARDED, PolicyRequest.class),
                parameters.get(AuthenticationParameter.FROM_LISTS, PolicyRequest.class),
                parameters.get(AuthenticationParameter.WITH_TRUSTED_ARC, PolicyRequest.class));
    }

    private static TrustedSealers sealers(Parameters parameters, PosternServices services) throws BadConfiguration {
        Optional<Path> file = parameters.optional(AuthenticationParameter.ARC_TRUSTED_SEALERS, Path.class);
        if (file.isEmpty()) {
            return TrustedSealers.NONE;
        }
        try {
            return TrustedSealers.of(file.get(), services.clock());
        } catch (IOException | IllegalArgumentException e) {
            throw parameters.refusal(
                    AuthenticationParameter.ARC_TRUSTED_SEALERS, file.get().toString(), e.toString());
        }
    }

    private static SuffixListSource suffixes(Parameters parameters, PosternServices services) throws BadConfiguration {
        Optional<Path> file = parameters.optional(AuthenticationParameter.PSL_FILE, Path.class);
        if (file.isEmpty()) {
            return services.suffixes();
        }
        try {
            return SuffixListSource.of(file.get(), new Idna(), services.clock());
        } catch (IOException | IllegalArgumentException e) {
            throw parameters.refusal(
                    AuthenticationParameter.PSL_FILE, file.get().toString(), e.toString());
        }
    }

    /** How old it is: a list that nobody renews goes wrong slowly. */
    private static void tell(SuffixListSource.Status list) {
        LOGGER.info(
                "public suffix list: origin={} date={} icann_rules={} private_rules={}",
                list.origin(),
                list.date(),
                list.icannRules(),
                list.privateRules());
    }

    private static Optional<HistoryFile> history(Parameters parameters) throws BadConfiguration {
        Optional<Path> file = parameters.optional(AuthenticationParameter.HISTORY_FILE, Path.class);
        if (file.isPresent()
                && (file.get().getParent() == null
                        || !Files.isDirectory(file.get().getParent()))) {
            throw parameters.refusal(
                    AuthenticationParameter.HISTORY_FILE, file.get().toString(), "its folder does not exist");
        }
        return file.map(HistoryFile::new);
    }
}
