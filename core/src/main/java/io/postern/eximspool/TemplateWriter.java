// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes pairs into directories that a template names, and makes those that are missing below its fixed part.
 * Thread-safe; blocks as {@link SpoolWriter} does.
 */
public final class TemplateWriter {
    private final DirectoryTemplate template;
    private final SpoolSettings settings;
    private final SpoolIds ids;
    private final SpoolFiles files;

    /** @param settings for all of its directories; its own directory does not matter */
    public TemplateWriter(DirectoryTemplate template, SpoolSettings settings, SpoolIds ids, SpoolFiles files) {
        this.template = template;
        this.settings = settings;
        this.ids = ids;
        this.files = files;
    }

    /**
     * Writes a pair under a new id.
     *
     * @param values of the template's variables
     */
    public SpoolHeader write(SpoolDraft draft, Map<String, String> values) throws IOException {
        Path directory = template.expand(values);
        if (template.hasFolder()
                && files.createFolder(directory, settings.access()) == SpoolFiles.Made.NEW
                && settings.durability() == Durability.FSYNC) {
            files.forceFolder(template.base());
        }
        return new SpoolWriter(settings.in(directory), ids, files).write(draft);
    }
}
