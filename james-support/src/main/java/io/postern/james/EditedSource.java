// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.james.lifecycle.api.Disposable;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MimeMessageSource;

/** A new head over the body of another source, which it takes over: disposing of this one disposes of that one. */
final class EditedSource implements MimeMessageSource, Disposable {
    /** Another one with each start, for James may keep ids. */
    private static final String PREFIX = "postern-" + UUID.randomUUID() + "-";

    private static final AtomicLong NUMBER = new AtomicLong();

    private final Message message;
    private final MimeMessageSource base;
    private final String id = PREFIX + NUMBER.incrementAndGet();

    EditedSource(Message message, MimeMessageSource base) {
        this.message = message;
        this.base = base;
    }

    Message message() {
        return message;
    }

    /** Edited once more, over the same base. */
    EditedSource with(UnaryOperator<Message> edit) {
        return new EditedSource(edit.apply(message), base);
    }

    @Override
    public String getSourceId() {
        return id;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return message.open();
    }

    /** Writes what {@link #getInputStream} reads. */
    void writeTo(OutputStream out) throws IOException {
        message.writeTo(out);
    }

    @Override
    public long getMessageSize() throws IOException {
        OptionalLong length = message.length();
        return length.isPresent() ? length.getAsLong() : MimeMessageSource.super.getMessageSize();
    }

    @Override
    public void dispose() {
        LifecycleUtil.dispose(base);
    }
}
