// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The message that a verb is given as FILE.eml. */
final class MessageFile {
    private MessageFile() {}

    /** Held in memory; a file with LF is read as if it had CRLF. */
    static Message read(CommandSpec verb, Path file) {
        try {
            return Message.read(OctetSource.of(LineEnds.ofFile(Files.readAllBytes(file))));
        } catch (IOException unreadable) {
            throw new ParameterException(verb.commandLine(), "FILE.eml: cannot be read: " + unreadable);
        }
    }
}
