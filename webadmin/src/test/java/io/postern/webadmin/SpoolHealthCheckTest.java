// SPDX-License-Identifier: Apache-2.0
package io.postern.webadmin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.TypeLiteral;
import io.postern.eximspool.IdForm;
import io.postern.eximspool.SpoolDraft;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolFiles;
import io.postern.eximspool.SpoolId;
import io.postern.eximspool.SpoolIds;
import io.postern.eximspool.SpoolRecipient;
import io.postern.eximspool.SpoolSettings;
import io.postern.eximspool.SpoolVariable;
import io.postern.eximspool.SpoolWriter;
import io.postern.eximspool.Submitter;
import io.postern.james.PickupThread;
import io.postern.james.PosternServices;
import io.postern.james.SpoolPickup;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.core.healthcheck.Result;
import org.apache.james.core.healthcheck.ResultStatus;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.james.server.core.configuration.Configuration;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.james.server.core.filesystem.FileSystemImpl;
import org.apache.james.utils.PropertiesProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the health check says of a directory with the thread that looks into it. */
class SpoolHealthCheckTest {
    private static final Clock NOW = Clock.systemUTC();
    /** When what was written now is older than {@code pickupMaxAge} allows. */
    private static final Clock LATER = Clock.offset(NOW, Duration.ofMinutes(2));

    @TempDir
    private Path james;

    @TempDir
    private Path directory;

    private Optional<Injector> injector = Optional.empty();

    @AfterEach
    void stop() {
        injector.ifPresent(started -> {
            started.getInstance(PickupThread.class).close();
            started.getInstance(PosternServices.class).close();
        });
    }

    /** James as far as the pickup needs it, with these lines in postern.properties. */
    private SpoolPickup pickup(String... lines) throws IOException {
        Path conf = Files.createDirectory(james.resolve("conf"));
        Path cassette = Files.writeString(james.resolve("cassette.json"), "{}");
        Files.writeString(
                conf.resolve("postern.properties"),
                "dns.cassette=" + cassette + "\npickupMaxAge=1 min\n" + String.join("\n", lines));
        Configuration configuration =
                Configuration.builder().workingDirectory(james.toFile()).build();
        BaseHierarchicalConfiguration container = new BaseHierarchicalConfiguration();
        container.addProperty("processors.processor(-1)[@state]", "transport");
        Injector made = Guice.createInjector(binder -> {
            binder.bind(PropertiesProvider.class)
                    .toInstance(new PropertiesProvider(
                            new FileSystemImpl(configuration.directories()), configuration.configurationPath()));
            binder.bind(ConfigurationProvider.class).toInstance((name, level) -> container);
            binder.bind(MetricFactory.class).toInstance(new DropWizardMetricFactory(new MetricRegistry()));
            binder.bind(new TypeLiteral<MailQueueFactory<?>>() {})
                    .toInstance(new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory()));
        });
        injector = Optional.of(made);
        return made.getInstance(SpoolPickup.class);
    }

    /** The same, looked into by the thread, and once more by now. */
    private SpoolPickup running() throws IOException {
        return running(0);
    }

    private SpoolPickup running(int minFreeMebi) throws IOException {
        SpoolPickup pickup = pickup("pickupDirectory=" + directory, "pickupMinFree=" + minFreeMebi);
        injector.orElseThrow().getInstance(PickupThread.class).start();
        pickup.look();
        return pickup;
    }

    private SpoolId write(SpoolVariable... variables) throws IOException {
        SpoolEnvelope envelope = new SpoolEnvelope(
                new Submitter("james", 1, 1),
                "a@example.com",
                NOW.instant(),
                0,
                List.of(variables),
                List.of(),
                new TreeSet<>(),
                List.of(SpoolRecipient.of("b@example.org")));
        Message message = Message.read(OctetSource.of("Subject: x\r\n\r\nBody\r\n".getBytes(ISO_8859_1)));
        return new SpoolWriter(
                        SpoolSettings.of(directory),
                        SpoolIds.ofThisProcess(IdForm.SHORT, OptionalInt.empty(), NOW),
                        SpoolFiles.ofSystem())
                .write(SpoolDraft.of(envelope, message).orThrow())
                .id();
    }

    private void says(SpoolPickup pickup, Clock clock, ResultStatus status, String... cause) {
        Result result = new SpoolHealthCheck(pickup, clock).result();
        assertThat(result.getStatus()).as("%s", result).isEqualTo(status);
        assertThat(result.getCause().isPresent()).isEqualTo(cause.length > 0);
        assertThat(List.of(cause))
                .allSatisfy(part -> assertThat(result.getCause())
                        .hasValueSatisfying(said -> assertThat(said).contains(part)));
    }

    @Test
    void healthyWhereNothingIsToBeTaken() throws IOException {
        says(pickup(), NOW, ResultStatus.HEALTHY);
    }

    @Test
    void healthyWhileTheThreadLooksAndNothingWaits() throws IOException {
        write();
        says(running(), LATER, ResultStatus.HEALTHY);
    }

    @Test
    void unhealthyWhereNobodyLooks() throws IOException {
        SpoolPickup pickup = pickup("pickupDirectory=" + directory, "pickupMinFree=0");
        says(pickup, NOW, ResultStatus.UNHEALTHY, directory.toString(), "io.postern.james.PickupThread");
        PickupThread thread = injector.orElseThrow().getInstance(PickupThread.class);
        thread.start();
        says(pickup, NOW, ResultStatus.HEALTHY);
        thread.close();
        says(pickup, NOW, ResultStatus.UNHEALTHY, directory.toString());
    }

    @Test
    void unhealthyWhenTheDirectoryIsGone() throws IOException {
        SpoolPickup pickup = running();
        Files.delete(directory);
        says(pickup, NOW, ResultStatus.UNHEALTHY, "NoSuchFileException", directory.toString());
        Files.createDirectory(directory);
        pickup.look();
        says(pickup, NOW, ResultStatus.HEALTHY);
    }

    @Test
    void unhealthyWhenTheDirectoryCannotBeListed() throws IOException {
        SpoolPickup pickup = running();
        Files.delete(directory);
        Files.writeString(directory, "a file in its place");
        says(pickup, NOW, ResultStatus.UNHEALTHY, "NotDirectoryException", directory.toString());
    }

    @Test
    void degradedByAPairThatLiesThereForTooLong() throws IOException {
        // its -D is still to come
        Files.delete(directory.resolve(write().dataName()));
        SpoolPickup pickup = running();
        says(pickup, NOW, ResultStatus.HEALTHY);
        says(pickup, LATER, ResultStatus.DEGRADED, directory.toString(), "the oldest pair lies there for 12");
    }

    @Test
    void aFrozenPairMayLieThereForLong() throws IOException {
        SpoolId id = write(SpoolVariable.of("frozen", "1795290735"));
        says(running(), LATER, ResultStatus.HEALTHY);
        assertThat(directory.resolve(id.headerName())).exists();
    }

    @Test
    void degradedByAPairThatCannotBeRemoved() throws IOException {
        SpoolId id = write();
        // a folder in the journal's place cannot be removed while it holds something
        Files.createDirectories(directory.resolve(id.journalName()).resolve("something"));
        says(running(), NOW, ResultStatus.DEGRADED, id.journalName());
    }

    @Test
    void degradedByADiskWithTooLittleSpace() throws IOException {
        // 100 TB
        says(running(100_000_000), NOW, ResultStatus.DEGRADED, directory.toString(), "octets are free");
    }
}
