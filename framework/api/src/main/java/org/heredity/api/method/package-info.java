/**
 * Methods of reuse: ways to make a student of a teacher. Authors implement {@link
 * org.heredity.api.method.ReuseMethod}, one small class each, and contribute it in their {@link
 * org.heredity.api.HeredityPlugin}. The framework hands it a {@link org.heredity.api.method.Reuse}:
 * one teacher, one target, one seed, and stages that are cached and resumed.
 *
 * <p>Start with {@link org.heredity.api.method.TrainingStage}, which is fine-tuning in one call,
 * also from a masked teacher. {@link org.heredity.api.method.ConvolutionWeights} ranks weights and
 * makes such masks; {@link org.heredity.api.method.HeadTraining} trains a head on the frozen
 * teacher.
 */
package org.heredity.api.method;
