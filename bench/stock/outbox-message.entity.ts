import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
export class OutboxMessage {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column()
  pattern!: string;

  @Column('jsonb')
  payload!: object;
}
