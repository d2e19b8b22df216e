// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.server.core.configuration.ConfigurationProvider;

/** What stands behind a seal in mailetcontainer.xml and changes what it covers, as far as its class is known. */
final class EditorsBehind {
    /** Of James, by their simple names: signers, and those that change bodies or fields that are usually signed. */
    private static final Set<String> EDITORS = Set.of(
            "AddFooter",
            "AddSubjectPrefix",
            "ConvertTo7Bit",
            "DKIMSign",
            "OnlyText",
            "RecoverAttachment",
            "ReplaceContent",
            "SMIMESign",
            "Sign",
            "StripAttachment",
            "ToPlainText",
            "UnwrapText",
            "UseHeaderRecipients",
            "WrapText");

    private EditorsBehind() {}

    /** A sentence's subject for each: processor and class. */
    static List<String> of(ConfigurationProvider configurations) throws MessagingException {
        try {
            List<String> found = new ArrayList<>();
            for (HierarchicalConfiguration<ImmutableNode> processor :
                    configurations.getConfiguration("mailetcontainer").configurationsAt("processors.processor")) {
                found.addAll(in(processor));
            }
            return found;
        } catch (ConfigurationException e) {
            throw new MessagingException("mailetcontainer.xml", e);
        }
    }

    private static List<String> in(HierarchicalConfiguration<ImmutableNode> processor) {
        List<String> found = new ArrayList<>();
        boolean sealed = false;
        for (HierarchicalConfiguration<ImmutableNode> mailet : processor.configurationsAt("mailet")) {
            String className = mailet.getString("[@class]", "");
            String name = className.substring(className.lastIndexOf('.') + 1);
            sealed |= className.equals(ArcSeal.class.getName());
            if (sealed && EDITORS.contains(name)) {
                found.add(name + " of processor " + processor.getString("[@state]", ""));
            }
        }
        return found;
    }
}
