// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import picocli.CommandLine.Command;

/** {@code postern arc}, which only knows its verbs. */
@Command(
        name = "arc",
        description = "Verifies and makes chains of the Authenticated Received Chain (RFC 8617).",
        subcommands = {ArcVerifyVerb.class, ArcSealVerb.class},
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n")
final class ArcVerb {}
