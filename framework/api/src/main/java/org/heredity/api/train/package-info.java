/**
 * Training, common to all methods. {@link org.heredity.api.train.TrainingSettings} is what users
 * set; {@link org.heredity.api.train.TrainingLoop} feeds batches to a {@link
 * org.heredity.api.train.Learner}, retains the best result, stops early and resumes after an
 * interruption. {@link org.heredity.api.train.SupervisedLearner} trains a network with SGD, {@link
 * org.heredity.api.train.MaskLearner} searches a mask over one, and {@link
 * org.heredity.api.train.StageRegulariser}s act on the outputs of a network's stages.
 *
 * <p>Most methods need none of it directly: start with {@link
 * org.heredity.api.method.TrainingStage}. Authors of methods implement {@code Learner} for an
 * optimisation of their own, and {@code StageRegulariser} for a penalty; {@link
 * org.heredity.api.train.Progress} and {@link org.heredity.api.train.Stages} are implemented by the
 * framework.
 */
package org.heredity.api.train;
