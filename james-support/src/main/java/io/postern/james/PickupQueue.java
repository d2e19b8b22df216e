// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.io.IOException;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.queue.api.ManageableMailQueue.MailQueueIterator;
import org.apache.mailet.Mail;

/** James's spool, which mail is put into. Thread-safe; blocks for the queue. */
@Singleton
class PickupQueue {
    private final MailQueueFactory<?> queues;

    @Inject
    PickupQueue(MailQueueFactory<?> queues) {
        this.queues = queues;
    }

    /** Returns when the queue has accepted the mail. */
    void enqueue(Mail mail) throws MailQueueException {
        spool().enQueue(mail);
    }

    /** Whether a mail of this name waits; {@code false} also where the queue does not tell. */
    boolean has(String name) throws IOException {
        if (!(spool() instanceof ManageableMailQueue manageable)) {
            return false;
        }
        try {
            return has(name, manageable.browse());
        } catch (MailQueueException e) {
            throw new IOException(e);
        }
    }

    private static boolean has(String name, MailQueueIterator waiting) {
        try {
            while (waiting.hasNext()) {
                if (name.equals(waiting.next().getMail().getName())) {
                    return true;
                }
            }
            return false;
        } finally {
            waiting.close();
        }
    }

    private MailQueue spool() {
        return queues.createQueue(MailQueueFactory.SPOOL);
    }
}
