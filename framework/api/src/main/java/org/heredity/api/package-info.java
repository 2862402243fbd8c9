/**
 * All that a plug-in's author needs. A plug-in is a jar with a {@link
 * org.heredity.api.HeredityPlugin} (start there), which contributes implementations of:
 *
 * <ul>
 *   <li>{@link org.heredity.api.attack.Attack}, which makes adversarial images from a teacher;
 *   <li>{@link org.heredity.api.method.ReuseMethod}, which makes a student of a teacher;
 *   <li>{@link org.heredity.api.dataset.DatasetFormat}, which opens a layout of images;
 *   <li>{@link org.heredity.api.report.ReportFormat}, which writes results.
 * </ul>
 *
 * <p>{@link org.heredity.api.config.Setting} describes their settings. The framework calls them
 * under one of two {@link org.heredity.api.Protocol}s; a plug-in needs to know nothing else of it.
 */
package org.heredity.api;
