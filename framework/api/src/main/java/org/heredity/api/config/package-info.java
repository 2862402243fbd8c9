/**
 * Settings, from what users write to records. A plug-in's author declares a record whose components
 * carry {@link org.heredity.api.config.Setting} (start there), and shares a record among several
 * with {@link org.heredity.api.config.Inlined}; the framework binds YAML and command line to it
 * with {@link org.heredity.api.config.Settings}, checks the ranges, and derives help and
 * documentation from it. {@link org.heredity.api.config.UsageException} is what tells users that
 * they asked for something that cannot be.
 */
package org.heredity.api.config;
