// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Exempts a method of the seam from the ban on reflection, by name. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface ReflectionOnJames {}
