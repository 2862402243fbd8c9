package org.heredity.api;

import com.google.inject.Module;

/**
 * A Guice module that contributes attacks, methods, datasets or report formats through {@link
 * com.google.inject.multibindings.Multibinder}. Found by {@link java.util.ServiceLoader}: name the
 * class in {@code META-INF/services/org.heredity.api.HeredityPlugin} and put its jar on the class
 * path. Needs a public constructor without parameters.
 */
public interface HeredityPlugin extends Module {}
