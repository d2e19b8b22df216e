// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import com.google.inject.AbstractModule;

/**
 * Named in James's {@code extensions.properties} as {@code guice.extension.module}: builds what is shared when James
 * starts.
 */
public final class PosternModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(PosternServices.class).asEagerSingleton();
    }
}
